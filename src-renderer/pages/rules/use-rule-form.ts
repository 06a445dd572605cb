import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { type Rule, ruleCreateInput, type SeverityOverrides } from '../../../src-shared/contract/rules.ts';
import { showRefusal, validateBy } from '../../components/form.ts';
import { toastDone } from '../../components/toasts.tsx';
import { useCreateRule, useReorderRules, useUpdateRule } from '../../data/rules.ts';
import type { Place } from './place.ts';

export interface RuleForm extends Record<string, unknown> {
  name: string;
  enabled: boolean;
  match: { field: 'from' | 'to'; glob: string };
  destinationIds: string[];
  severityOverrides: SeverityOverrides;
  providerId: string | null;
}

type OpenPlace = Exclude<Place, { kind: 'list' }>;

const formOf = ({ name, enabled, match, ...rule }: Rule): RuleForm => ({
  name,
  enabled,
  match: { ...match },
  destinationIds: [...rule.destinationIds],
  severityOverrides: structuredClone(rule.severityOverrides),
  providerId: rule.providerId,
});

const startOf = (place: OpenPlace, rules: readonly Rule[], nameCopy: (name: string) => string): RuleForm => {
  const id = place.kind === 'rule' ? place.id : place.copyOf;
  const rule = rules.find((one) => one.id === id);
  if (rule !== undefined) {
    const form = formOf(rule);
    return place.kind === 'rule' ? form : { ...form, name: nameCopy(form.name) };
  }
  const { name, field, glob } = place.kind === 'new' ? place : { name: '', field: 'from' as const, glob: '' };
  return {
    ...{ name, enabled: true, match: { field, glob } },
    ...{ destinationIds: [], severityOverrides: {}, providerId: null },
  };
};

/** Where the rule stands, or will once it is saved. */
export const positionOf = (place: OpenPlace, rules: readonly Rule[]): number => {
  const at = (id: string): number => rules.findIndex((rule) => rule.id === id);
  if (place.kind === 'rule') return Math.max(at(place.id), 0);
  const beside = place.beside === null ? -1 : at(place.beside.id);
  if (place.beside === null || beside === -1) return rules.length;
  return place.beside.side === 'before' ? beside : beside + 1;
};

/** A rule as a form; refusals of the server show at their fields and nothing typed is lost. */
export const useRuleForm = (place: OpenPlace, rules: readonly Rule[], onDone: () => void) => {
  const { t } = useTranslation('rules');
  const create = useCreateRule();
  const update = useUpdateRule();
  const reorder = useReorderRules();
  const form = useForm<RuleForm>({
    initialValues: startOf(place, rules, (name) => t('editor.copyName', { name })),
    validate: validateBy(ruleCreateInput),
    validateInputOnBlur: true,
  });

  const insert = async (values: RuleForm): Promise<void> => {
    const position = positionOf(place, rules);
    const made = await create.mutateAsync(values);
    if (position >= rules.length) return;
    const ids = rules.map(({ id }) => id).toSpliced(position, 0, made.id);
    await reorder.mutateAsync({ ids });
  };

  const save = async (values: RuleForm): Promise<void> => {
    try {
      if (place.kind === 'rule') await update.mutateAsync({ id: place.id, ...values });
      else await insert(values);
    } catch (error) {
      showRefusal(form, error);
      return;
    }
    toastDone(t(place.kind === 'rule' ? 'editor.saved' : 'editor.created', { name: values.name }));
    onDone();
  };

  return { form, save, isSaving: create.isPending || update.isPending || reorder.isPending };
};
