const completionPaths = /\/(?:chat\/completions|completions)$/i;
const ollamaPort = '11434';

/**
 * The base URL as the client needs it, of what a person pasted: a trailing `/chat/completions` or `/completions`,
 * query, fragment and slashes are cut. One addition: Ollama's port without a path gets `/v1`, where its
 * OpenAI-compatible API is. Text that is no URL comes back trimmed.
 */
export const normaliseBaseUrl = (pasted: string): string => {
  const trimmed = pasted.trim();
  if (!URL.canParse(trimmed)) return trimmed;
  const url = new URL(trimmed);
  url.search = '';
  url.hash = '';
  const path = withoutSlashes(withoutSlashes(url.pathname).replace(completionPaths, ''));
  url.pathname = path === '' && url.port === ollamaPort ? '/v1' : path;
  return withoutSlashes(url.href);
};

/** True where Ollama answers: its port, or its name in the host. It wants to be told not to think. */
export const isOllama = (baseUrl: string): boolean => {
  if (!URL.canParse(baseUrl)) return false;
  const url = new URL(baseUrl);
  return url.port === ollamaPort || url.hostname.toLowerCase().includes('ollama');
};

const withoutSlashes = (text: string): string => {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
};
