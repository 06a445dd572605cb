import { useForm } from '@mantine/form';
import { useState } from 'react';
import {
  type ProviderView,
  providerCreateInput,
  providerFieldDefaults,
} from '../../../src-shared/contract/providers.ts';
import { isSameOrigin } from '../../../src-shared/origin.ts';
import { validateBy } from '../../components/form.ts';
import { presets } from './presets.ts';

export interface ProviderFields extends Record<string, unknown> {
  name: string;
  baseUrl: string;
  model: string;
  /** `undefined`: the stored one stays. `null`: it is removed. */
  apiKey: string | null | undefined;
  timeoutMs: number;
  concurrency: number;
  local: boolean;
  /** 0: no limit. */
  maxCallsPerMinute: number;
  maxCallsPerDay: number;
  maxTokensPerDay: number;
}

const msPerSecond = 1000;
export const toSeconds = (ms: number): number => ms / msPerSecond;
export const toMs = (seconds: number | string): number => Math.round(Number(seconds) * msPerSecond);

const fieldsOf = (provider: ProviderView | null): ProviderFields =>
  provider === null
    ? {
        name: '',
        model: '',
        apiKey: undefined,
        baseUrl: presets.openai.baseUrl,
        timeoutMs: providerFieldDefaults.timeoutMs,
        concurrency: providerFieldDefaults.concurrency,
        local: presets.openai.local,
        maxCallsPerMinute: providerFieldDefaults.maxCallsPerMinute,
        maxCallsPerDay: providerFieldDefaults.maxCallsPerDay,
        maxTokensPerDay: providerFieldDefaults.maxTokensPerDay,
      }
    : {
        name: provider.name,
        baseUrl: provider.baseUrl,
        model: provider.model,
        apiKey: undefined,
        timeoutMs: provider.timeoutMs,
        concurrency: provider.concurrency,
        local: provider.local,
        maxCallsPerMinute: provider.maxCallsPerMinute,
        maxCallsPerDay: provider.maxCallsPerDay,
        maxTokensPerDay: provider.maxTokensPerDay,
      };

const schema = providerCreateInput.omit({ enabled: true });

export const useProviderForm = (provider: ProviderView | null) => {
  const [stored, setStored] = useState(provider);
  const form = useForm<ProviderFields>({
    initialValues: fieldsOf(provider),
    validate: (values) => validateBy(schema)({ ...values, apiKey: values.apiKey ?? undefined }),
  });
  const values = form.getValues();
  /** The stored key would go to another server: it is to be entered again. */
  const isMoved = stored?.apiKeySet === true && !isSameOrigin(stored.baseUrl, values.baseUrl.trim());
  return {
    form,
    stored,
    isMoved,
    isKeySet: stored?.apiKeySet === true && !isMoved,
    /** What is tried or listed without being saved. */
    endpoint: (): { baseUrl: string; apiKey?: string; providerId?: string } => {
      const { baseUrl, apiKey } = form.getValues();
      return {
        baseUrl,
        ...(apiKey === undefined ? {} : { apiKey: apiKey ?? '' }),
        ...(stored === null ? {} : { providerId: stored.id }),
      };
    },
    restart(saved: ProviderView) {
      setStored(saved);
      const fields = fieldsOf(saved);
      form.setInitialValues(fields);
      form.setValues(fields);
      form.resetDirty(fields);
    },
  };
};
export type ProviderForm = ReturnType<typeof useProviderForm>;
