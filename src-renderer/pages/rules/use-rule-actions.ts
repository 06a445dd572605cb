import { arrayMove } from '@dnd-kit/sortable';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../src-shared/contract/rules.ts';
import { toastError, toastUndo } from '../../components/toasts.tsx';
import { useCreateRule, useRemoveRule, useReorderRules, useUpdateRule } from '../../data/rules.ts';
import { useFormat } from '../../i18n/format.ts';

const movedKey = 'rule-moved';

/** What can be done to a rule in the list; each can be taken back. */
export const useRuleActions = (rules: readonly Rule[]) => {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const create = useCreateRule();
  const update = useUpdateRule();
  const remove = useRemoveRule();
  const reorder = useReorderRules();
  const ids = rules.map(({ id }) => id);

  const move = (id: string, to: number): void => {
    const from = ids.indexOf(id);
    if (from === -1 || from === to || to < 0 || to >= ids.length) return;
    reorder.mutate({ ids: arrayMove(ids, from, to) });
    const name = rules[from]?.name ?? '';
    toastUndo(t('moved', { name, place: format.number(to + 1) }), () => reorder.mutate({ ids }), movedKey);
  };

  /** With a new id, at its old place. */
  const restore = async ({ name, enabled, match, ...rule }: Rule): Promise<void> => {
    const { destinationIds, severityOverrides, providerId } = rule;
    try {
      const made = await create.mutateAsync({
        ...{ name, enabled, match },
        ...{ destinationIds, severityOverrides, providerId },
      });
      const others = ids.filter((id) => id !== rule.id);
      reorder.mutate({ ids: others.toSpliced(rule.position, 0, made.id) });
    } catch (error) {
      toastError(error);
    }
  };

  return {
    move,
    setEnabled: (rule: Rule, enabled: boolean) =>
      update.mutate({ id: rule.id, enabled }, { onError: toastError }),
    remove: (rule: Rule) =>
      remove.mutate(
        { id: rule.id },
        { onSuccess: () => toastUndo(t('removed', { name: rule.name }), () => void restore(rule)) },
      ),
    /** The rule whose switch is on its way. */
    switchingId: update.isPending ? update.variables.id : null,
  };
};

export type RuleActions = ReturnType<typeof useRuleActions>;
