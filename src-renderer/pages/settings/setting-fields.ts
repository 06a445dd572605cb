/** What the contract says of each setting, in the form the page needs: nothing about a setting is said here anew. */
import { z } from 'zod';
import {
  type Settings,
  type SettingsSection,
  settingFields,
  settingsSections,
} from '../../../src-shared/contract/settings.ts';

export type SettingName = keyof Settings;

export type Editor =
  | { kind: 'switch' }
  | { kind: 'choice'; options: readonly string[] }
  | { kind: 'number'; unit: 'ms' | 'bytes' | 'days' | null; min: number; max: number; isWhole: boolean }
  | { kind: 'durations'; most: number }
  | { kind: 'list' }
  | { kind: 'text' }
  | { kind: 'zone' }
  | { kind: 'destinations' }
  | { kind: 'overrides' };

export interface SettingField {
  name: SettingName;
  section: SettingsSection;
  /** In English; the locale files may say it in another language. */
  help: string;
  editor: Editor;
  initial: unknown;
}

interface JsonField {
  type?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  items?: { type?: string };
  description?: string;
  unit?: 'ms' | 'bytes' | 'days';
  section?: SettingsSection;
}

/** Whose values are more than their type says. */
const special: Partial<Record<SettingName, Editor>> = {
  defaultDestinationIds: { kind: 'destinations' },
  severityOverrides: { kind: 'overrides' },
  timeZone: { kind: 'zone' },
};

const editorOf = (name: SettingName, json: JsonField): Editor => {
  const known = special[name];
  if (known !== undefined) return known;
  if (json.type === 'boolean') return { kind: 'switch' };
  if (json.enum !== undefined) return { kind: 'choice', options: json.enum };
  if (json.type === 'number' || json.type === 'integer') {
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER, unit = null } = json;
    return { kind: 'number', unit, min: minimum, max: maximum, isWhole: json.type === 'integer' };
  }
  if (json.type === 'array' && json.items?.type === 'integer') {
    return { kind: 'durations', most: json.maxItems ?? 20 };
  }
  return json.type === 'array' ? { kind: 'list' } : { kind: 'text' };
};

const describe = (name: SettingName): SettingField => {
  const field = settingFields[name];
  const json = z.toJSONSchema(field.removeDefault(), { io: 'input', unrepresentable: 'any' }) as JsonField;
  return {
    name,
    section: json.section ?? 'network',
    help: json.description ?? '',
    editor: editorOf(name, json),
    initial: field.parse(undefined),
  };
};

export const settingsList: readonly SettingField[] = (Object.keys(settingFields) as SettingName[]).map(
  describe,
);

export const fieldsOf = (section: SettingsSection): readonly SettingField[] =>
  settingsList.filter((field) => field.section === section);

/** What the contract finds wrong with a value: its words, and which of several entries is meant. */
export const faultOf = (name: SettingName, value: unknown): { message: string; entry: unknown } | null => {
  const result = settingFields[name].removeDefault().safeParse(value);
  const issue = result.error?.issues[0];
  if (issue === undefined) return null;
  const [index] = issue.path;
  const entry = Array.isArray(value) && typeof index === 'number' ? value[index] : undefined;
  return { message: issue.message, entry };
};

export const isSection = (name: string | undefined): name is SettingsSection =>
  settingsSections.some((section) => section === name);
