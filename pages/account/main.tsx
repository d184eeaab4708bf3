import { render } from 'preact';
import { speak } from '../texts/texts.js';
import { AccountPage } from './account.page.js';

await speak();
render(<AccountPage />, document.querySelector('#root')!);
