import { render } from 'preact';
import { guardPresses } from '../parts/press.js';
import { speak } from '../texts/texts.js';
import { BookPage } from './book.page.js';

guardPresses();
await speak();
render(<BookPage />, document.querySelector('#root')!);
