import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../src-shared/contract/rules.ts';
import { useShortcut } from '../../components/shortcuts.ts';
import { SortableList } from '../../components/sortable/SortableList.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import { RuleRow } from './RuleRow.tsx';
import classes from './rules.module.css';
import { useRuleActions } from './use-rule-actions.ts';
import type { RuleInsight } from './use-rule-insight.ts';

interface RuleListProps {
  rules: readonly Rule[];
  insight: RuleInsight;
  search: string;
}

const fits = ({ name, match }: Rule, search: string): boolean =>
  `${name} ${match.glob}`.toLowerCase().includes(search.trim().toLowerCase());

/** The rules in the order in which they are asked; moved by drag, by keyboard and by buttons. */
export const RuleList = ({ rules, insight, search }: RuleListProps) => {
  const { t } = useTranslation('rules');
  const isAdmin = useIsAdmin();
  const actions = useRuleActions(rules);
  const shown = rules.filter((rule) => fits(rule, search));
  // Between rules that are not shown there is no place to drop.
  const isMovable = isAdmin && shown.length === rules.length;
  useRowKeys(shown, isMovable ? actions.move : null);

  return (
    <>
      {isAdmin && !isMovable && (
        <Text size="sm" c="dimmed">
          {shown.length === 0 ? t('list.nothingFound') : t('list.clearToMove')}
        </Text>
      )}
      <SortableList
        items={rules}
        shown={shown}
        label={t('list.title')}
        className={classes.list}
        isMovable={isMovable}
        move={actions.move}
      >
        {shown.map((rule) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            count={rules.length}
            insight={insight}
            actions={actions}
            isAdmin={isAdmin}
            isMovable={isMovable}
          />
        ))}
      </SortableList>
    </>
  );
};

const rowIdOf = (element: Element | null): string | undefined =>
  element?.closest<HTMLElement>('[data-row]')?.dataset.row;

const focusRule = (id: string | undefined): void =>
  document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id ?? '')}"] a`)?.focus();

/** j and k walk the rules, with Alt and an arrow the rule itself goes. */
const useRowKeys = (shown: readonly Rule[], move: ((id: string, to: number) => void) | null): void => {
  const { t } = useTranslation(['rules', 'common']);
  const current = () => shown.findIndex(({ id }) => id === rowIdOf(document.activeElement));
  const go = (by: 1 | -1) => () => {
    const at = current();
    focusRule(shown[at === -1 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)]?.id);
  };
  const shift = (by: 1 | -1) => () => {
    const at = current();
    const rule = shown[at];
    if (rule !== undefined) move?.(rule.id, at + by);
  };
  useShortcut({ keys: 'j', label: t('common:table.next'), group: 'list', run: go(1) });
  useShortcut({ keys: 'k', label: t('common:table.previous'), group: 'list', run: go(-1) });
  useShortcut({ keys: 'alt+ArrowUp', label: t('row.moveUp'), group: 'list', run: shift(-1) }, move !== null);
  useShortcut(
    { keys: 'alt+ArrowDown', label: t('row.moveDown'), group: 'list', run: shift(1) },
    move !== null,
  );
};
