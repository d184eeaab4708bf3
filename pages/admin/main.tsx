import { render } from 'preact';
import { speak } from '../texts/texts.js';
import { App } from './app.js';

await speak();
render(<App />, document.querySelector('#root')!);
