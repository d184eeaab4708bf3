/** Every text of the pages in English: what all share, then page by page. A text with a value in it is a function. */
export const en = {
  parts: {
    noAnswer: 'The server does not answer. Please try again.',
    answered: (status: number) => `The server answered ${status}.`,
    email: 'E-mail',
    password: 'Password',
    signIn: 'Sign in',
    signOut: 'Sign out',
    signedInAs: (name: string) => `Signed in as ${name}`,
  },

  book: {
    heading: 'Book an appointment',
    at: (shop: string) => `at ${shop}`,
  },

  desk: {
    heading: 'The shop’s desk',
    notStaff: 'This account is a client’s: the desk is for the shop’s staff.',
  },

  admin: {},
};
