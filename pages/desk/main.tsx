import { render } from 'preact';
import { guardPresses } from '../parts/press.js';
import { speak } from '../texts/texts.js';
import { DeskPage } from './desk.page.js';

guardPresses();
await speak();
render(<DeskPage />, document.querySelector('#root')!);
