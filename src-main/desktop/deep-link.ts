/** Links of the form `alertflow://alert/<id>` lead to an alert. They never do anything, and nothing else is a link. */
export const linkScheme = 'alertflow';

const alertLink = /^alertflow:\/\/alert\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;

/** The console's path, or null for what is no such link. */
export const linkToPath = (link: string): string | null => {
  const id = alertLink.exec(link)?.[1];
  return id === undefined ? null : `/alerts/${id.toLowerCase()}`;
};

/** The link among the arguments of a start, as Linux and Windows hand it over. */
export const pathFromArguments = (args: readonly string[]): string | null => {
  for (const argument of args) {
    const path = linkToPath(argument);
    if (path !== null) return path;
  }
  return null;
};
