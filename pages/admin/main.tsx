import { render } from 'preact';
import { guardPresses } from '../parts/press.js';
import { speak } from '../texts/texts.js';
import { App } from './app.js';

guardPresses();
await speak();
render(<App />, document.querySelector('#root')!);
