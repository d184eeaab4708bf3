import { anchorOf } from '../parts/panel.js';

const PLACES = ['Status', 'Health', 'Effect', 'Actions', 'Trends', 'Utilization', 'Regions', 'Keys', 'Audit'];

/** The way to what lies far below, which on a phone is nearly everything. */
export function Navigation() {
  return (
    <nav aria-label="Sections">
      {PLACES.map((place) => (
        <a key={place} href={`#${anchorOf(place)}`}>
          {place}
        </a>
      ))}
    </nav>
  );
}
