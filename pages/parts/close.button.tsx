import { texts } from '../texts/texts.js';

/** Takes away what it stands in. */
export function CloseButton({ onClose }: { readonly onClose: () => void }) {
  return (
    <button type="button" class="icon" aria-label={texts.parts.close} onClick={onClose}>
      ×
    </button>
  );
}
