import { render } from 'preact';
import { guardPresses } from '../parts/press.js';
import { speak } from '../texts/texts.js';
import { AccountPage } from './account.page.js';

guardPresses();
await speak();
render(<AccountPage />, document.querySelector('#root')!);
