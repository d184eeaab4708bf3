import { Header } from '@nestjs/common';

/** For an answer that names a person: no cache may store it. */
export const PrivateAnswer = (): MethodDecorator => Header('Cache-Control', 'private, no-store');
