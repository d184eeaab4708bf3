import { useEffect, useState } from 'preact/hooks';
import { answerOf, client } from '../api/client.js';
import { texts } from '../texts/texts.js';

/** The page of the shop's clients. */
export function BookPage() {
  const [shop, setShop] = useState('');
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    answerOf(client.GET('/api/v1/locations')).then(
      ({ items }) => setShop(items[0]?.name ?? ''),
      (error: Error) => setTrouble(error.message),
    );
  }, []);
  return (
    <main>
      <h1>{texts.book.heading}</h1>
      {shop !== '' && <p>{texts.book.at(shop)}</p>}
      <p role="alert">{trouble}</p>
    </main>
  );
}
