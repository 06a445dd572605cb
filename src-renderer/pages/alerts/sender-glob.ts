/** An address as a glob: signs that a glob reads otherwise, or that none may hold, become "any one character". */
export const senderGlob = (address: string): string => address.replace(/[\\*?[\]{}()!\s]/g, '?');
