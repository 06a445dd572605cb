import type { Rule } from '../../../src-shared/contract/rules.ts';
import { useNamedDestinations } from '../../components/destination-names.ts';
import { useRules } from '../../data/rules.ts';
import { useSettings } from '../../data/settings.ts';

const indent = 2;

/** Saves all routing as one JSON file; null until everything for it is there. Names stand beside ids for the reader. */
export const useRulesExport = (): (() => void) | null => {
  const rules = useRules().data;
  const settings = useSettings().data;
  const destinations = useNamedDestinations();
  if (rules === undefined || settings === undefined || destinations === undefined) return null;
  return () => {
    const content = {
      format: 'alertflow-rules',
      version: 1,
      exportedAt: new Date().toISOString(),
      rules: rules.map(({ createdAt, updatedAt, position, ...rule }: Rule) => rule),
      defaultDestinationIds: settings.defaultDestinationIds,
      severityOverrides: settings.severityOverrides,
      destinationNames: Object.fromEntries(destinations.map(({ id, name }) => [id, name])),
    };
    saveFile('alertflow-rules.json', `${JSON.stringify(content, null, indent)}\n`);
  };
};

const saveFile = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};
