/** `docs/consistency.md` as it is, and as it should be. */
export declare function pages(): Promise<{ page: string; wanted: string }>;
