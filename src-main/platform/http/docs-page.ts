/** The API's documentation as one page, made on the server from the OpenAPI document: no script, nothing from elsewhere. */
import type { OpenApiDocument } from './openapi.ts';

interface Operation {
  method: string;
  path: string;
  summary: string;
  description: string;
  tag: string;
  parameters: { name: string; in: string; required: boolean; schema: unknown; description: string }[];
  body: unknown;
  answer: unknown;
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The schema of the first media type of a body or answer. */
const schemaOf = (holder: unknown): unknown => {
  const content = isRecord(holder) && isRecord(holder.content) ? Object.values(holder.content)[0] : undefined;
  return isRecord(content) ? content.schema : undefined;
};

const methods = ['get', 'post', 'patch', 'put', 'delete'];

const operationsOf = (document: OpenApiDocument): Operation[] =>
  Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).flatMap(([method, operation]: [string, unknown]) => {
      if (!methods.includes(method) || !isRecord(operation)) return [];
      const responses = isRecord(operation.responses) ? operation.responses : {};
      const parameters = Array.isArray(operation.parameters) ? operation.parameters : [];
      return [
        {
          method: method.toUpperCase(),
          path: `/api${path}`,
          summary: textOf(operation.summary),
          description: textOf(operation.description),
          tag: Array.isArray(operation.tags) ? textOf(operation.tags[0]) : '',
          parameters: parameters.filter(isRecord).map((one) => ({
            name: textOf(one.name),
            in: textOf(one.in),
            required: one.required === true,
            schema: one.schema,
            description: textOf(isRecord(one.schema) ? one.schema.description : ''),
          })),
          body: schemaOf(operation.requestBody),
          answer: schemaOf(responses['200'] ?? responses['201']),
        },
      ];
    }),
  );

const parametersTable = (parameters: Operation['parameters']): string =>
  parameters.length === 0
    ? ''
    : `<table><thead><tr><th>Parameter</th><th>In</th><th>Shape</th><th></th></tr></thead><tbody>${parameters
        .map(
          (one) =>
            `<tr><td><code>${escapeHtml(one.name)}</code>${one.required ? ' (required)' : ''}</td><td>${escapeHtml(one.in)}</td><td><code>${escapeHtml(briefly(one.schema))}</code></td><td>${escapeHtml(one.description)}</td></tr>`,
        )
        .join('')}</tbody></table>`;

const briefly = (schema: unknown): string => {
  if (!isRecord(schema)) return '';
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(' | ');
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map(briefly).join(' | ');
  return textOf(schema.type);
};

const schemaBlock = (title: string, schema: unknown): string =>
  schema === undefined
    ? ''
    : `<h4>${title}</h4><pre tabindex="0">${escapeHtml(JSON.stringify(schema, null, 2))}</pre>`;

const operationBlock = (operation: Operation): string =>
  `<details><summary><span class="method ${operation.method.toLowerCase()}">${operation.method}</span> <code>${escapeHtml(operation.path)}</code> ${escapeHtml(operation.summary)}</summary>
${operation.description === '' ? '' : `<p>${escapeHtml(operation.description)}</p>`}
${parametersTable(operation.parameters)}${schemaBlock('Body', operation.body)}${schemaBlock('Answer', operation.answer)}</details>`;

export const docsPage = (document: OpenApiDocument): string => {
  const operations = operationsOf(document);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>AlertFlow API</title><link rel="stylesheet" href="/api/docs.css"></head><body><main>
<h1>AlertFlow API ${escapeHtml(document.info.version)}</h1>
<p>${escapeHtml(document.info.description ?? '').replace(/`([^`]+)`/g, '<code>$1</code>')}</p>
<p><a href="/api/openapi.json">OpenAPI document</a></p>
<nav aria-label="Resources"><ul>${tags.map((tag) => `<li><a href="#${anchor(tag)}">${escapeHtml(tag)}</a></li>`).join('')}</ul></nav>
${tags
  .map(
    (tag) =>
      `<section><h2 id="${anchor(tag)}">${escapeHtml(tag)}</h2>${operations
        .filter((operation) => operation.tag === tag)
        .map(operationBlock)
        .join('\n')}</section>`,
  )
  .join('\n')}
</main></body></html>
`;
};

const anchor = (tag: string): string => tag.replace(/[^a-z0-9]+/gi, '-').toLowerCase();

export const docsStyle = `:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; padding: 0; list-style: none; }
details { border-block-end: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: 0.5rem 0; }
summary { cursor: pointer; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
pre { overflow: auto; max-height: 30rem; padding: 0.75rem; background: color-mix(in srgb, currentColor 8%, transparent); }
table { border-collapse: collapse; }
th, td { text-align: start; padding: 0.25rem 0.75rem 0.25rem 0; vertical-align: top; }
`;
