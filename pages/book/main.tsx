import { render } from 'preact';
import { speak } from '../texts/texts.js';
import { BookPage } from './book.page.js';

await speak();
render(<BookPage />, document.querySelector('#root')!);
