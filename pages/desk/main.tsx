import { render } from 'preact';
import { speak } from '../texts/texts.js';
import { DeskPage } from './desk.page.js';

await speak();
render(<DeskPage />, document.querySelector('#root')!);
