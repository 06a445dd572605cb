/** The OpenAPI document of the REST API, made from the contract. */
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '../../../src-shared/contract/index.ts';
import { type ErrorCode, errorTable } from '../../engine/errors.ts';

export type OpenApiDocument = Awaited<ReturnType<OpenAPIGenerator['generate']>>;

const errorSchema = {
  type: 'object' as const,
  required: ['code', 'message'],
  properties: {
    code: { type: 'string' as const, enum: Object.keys(errorTable) },
    message: { type: 'string' as const, description: 'What is wrong and what is allowed' },
    field: { type: 'string' as const, description: 'The input field at fault, dotted' },
    retryAfterSeconds: { type: 'integer' as const },
  },
};

const description = [
  'Sign in with `POST /auth/login`, then send `Authorization: Bearer <token>`. Browsers may use the cookie instead; with it,',
  'requests that change something carry the header `x-alertflow-csrf` with the value of the cookie `alertflow_csrf`.',
  'Roles: `admin` may do everything; `operator` reads all but users, and works on alerts, mutes and dead letters.',
  'Secrets are taken and never answered. Errors are JSON: `code`, `message` and, where one is at fault, `field`.',
].join(' ');

/** Operations that need no login. */
const openOperations = ['/auth/login', '/health'];

export const createOpenApiDocument = async (version: string): Promise<OpenApiDocument> => {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: { title: 'AlertFlow', version, description },
    servers: [{ url: '/api' }],
    security: [{ bearer: [] }, { cookie: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'alertflow_session' },
      },
      schemas: { Error: errorSchema },
    },
  });
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const operation of Object.values(item ?? {})) {
      if (typeof operation !== 'object' || !('responses' in operation)) continue;
      operation.responses = { ...operation.responses, default: errorResponse };
      if (openOperations.includes(path)) operation.security = [];
    }
  }
  return document;
};

const describeCode = (code: ErrorCode): string => `${errorTable[code].status} ${code}`;

const errorResponse = {
  description: `An error: ${(Object.keys(errorTable) as ErrorCode[]).map(describeCode).join(', ')}`,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};
