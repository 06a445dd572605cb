import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../src-shared/contract/settings.ts';
import { refusalOf, schemaWords } from '../../components/form.ts';
import { toastDone, toastError } from '../../components/toasts.tsx';
import { useUpdateSettings } from '../../data/settings.ts';
import { faultOf, type SettingName, settingsList } from './setting-fields.ts';

export interface SettingsDraft {
  value: <K extends SettingName>(name: K) => Settings[K];
  change: (name: SettingName, value: unknown) => void;
  isChanged: (name: SettingName) => boolean;
  /** In the reader's language; undefined where nothing is wrong. */
  errorOf: (name: SettingName) => string | undefined;
  changed: readonly SettingName[];
  faulty: readonly SettingName[];
  isSaving: boolean;
  save: () => void;
  discard: () => void;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Changes that are not saved yet, over what is stored: kept on a refusal, dropped where they came to be the same. */
export const useSettingsDraft = (stored: Settings, onRefused: (name: SettingName) => void): SettingsDraft => {
  const { t } = useTranslation('settings');
  const [draft, setDraft] = useState<Partial<Record<SettingName, unknown>>>({});
  const [refused, setRefused] = useState<Partial<Record<SettingName, string>>>({});
  const update = useUpdateSettings({ showsOwnError: true });

  const changed = settingsList
    .map(({ name }) => name)
    .filter((name) => name in draft && !isSame(draft[name], stored[name]));
  const faulty = changed.filter((name) => faultOf(name, draft[name]) !== null);

  return {
    value: (name) => (name in draft ? draft[name] : stored[name]) as Settings[typeof name],
    change(name, value) {
      setDraft((before) => ({ ...before, [name]: value }));
      setRefused(({ [name]: _, ...others }) => others);
    },
    isChanged: (name) => changed.includes(name),
    errorOf(name) {
      if (!changed.includes(name)) return refused[name];
      const fault = faultOf(name, draft[name]);
      if (fault === null) return refused[name];
      const words = schemaWords(fault.message);
      return fault.entry === undefined ? words : t('entryFault', { entry: String(fault.entry), words });
    },
    changed,
    faulty,
    isSaving: update.isPending,
    save() {
      const patch = Object.fromEntries(changed.map((name) => [name, draft[name]]));
      update.mutate(patch as Partial<Settings>, {
        onSuccess: () => {
          setDraft({});
          setRefused({});
          toastDone(t('saved', { count: changed.length }));
        },
        onError: (error) => {
          const refusal = refusalOf(error);
          const name = settingsList.find((field) => field.name === refusal?.field.split('.')[0])?.name;
          if (refusal === null || name === undefined) {
            toastError(error);
            return;
          }
          setRefused({ [name]: refusal.words });
          onRefused(name);
        },
      });
    },
    discard() {
      setDraft({});
      setRefused({});
    },
  };
};
