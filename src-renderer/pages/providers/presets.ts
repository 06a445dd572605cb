/** What is usually entered for the servers that people run. */
export const presetNames = ['openai', 'ollama', 'vllm', 'lmStudio', 'custom'] as const;
export type PresetName = (typeof presetNames)[number];

export interface Preset {
  /** A name as the makers write it; null for `custom`, whose name stands in the locale files. */
  brand: string | null;
  baseUrl: string;
  local: boolean;
  needsKey: boolean;
  exampleModel: string;
}

export const presets: Readonly<Record<PresetName, Preset>> = {
  openai: {
    brand: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    local: false,
    needsKey: true,
    exampleModel: 'gpt-4.1-mini',
  },
  ollama: {
    brand: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    local: true,
    needsKey: false,
    exampleModel: 'qwen3:8b',
  },
  vllm: {
    brand: 'vLLM',
    baseUrl: 'http://127.0.0.1:8000/v1',
    local: true,
    needsKey: false,
    exampleModel: 'Qwen/Qwen3-8B',
  },
  lmStudio: {
    brand: 'LM Studio',
    baseUrl: 'http://127.0.0.1:1234/v1',
    local: true,
    needsKey: false,
    exampleModel: 'qwen3-8b',
  },
  custom: { brand: null, baseUrl: '', local: false, needsKey: false, exampleModel: '' },
};

/** The preset that this address belongs to. */
export const presetOf = (baseUrl: string): PresetName =>
  presetNames.find(
    (name) => presets[name].baseUrl !== '' && presets[name].baseUrl === baseUrl.replace(/\/+$/, ''),
  ) ?? 'custom';
