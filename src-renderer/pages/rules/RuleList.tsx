import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../src-shared/contract/rules.ts';
import { useShortcut } from '../../components/shortcuts.ts';
import { useIsAdmin } from '../../data/auth.ts';
import { RuleRow } from './RuleRow.tsx';
import classes from './rules.module.css';
import { useDragWords } from './use-drag-words.ts';
import { useRuleActions } from './use-rule-actions.ts';
import type { RuleInsight } from './use-rule-insight.ts';

interface RuleListProps {
  rules: readonly Rule[];
  insight: RuleInsight;
  search: string;
}

const onlyUpAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 });
const startsAfterPx = 4;

const fits = ({ name, match }: Rule, search: string): boolean =>
  `${name} ${match.glob}`.toLowerCase().includes(search.trim().toLowerCase());

/** The rules in the order in which they are asked; moved by drag, by keyboard and by buttons. */
export const RuleList = ({ rules, insight, search }: RuleListProps) => {
  const { t } = useTranslation('rules');
  const isAdmin = useIsAdmin();
  const actions = useRuleActions(rules);
  const accessibility = useDragWords(rules);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: startsAfterPx } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const shown = rules.filter((rule) => fits(rule, search));
  // Between rules that are not shown there is no place to drop.
  const isMovable = isAdmin && shown.length === rules.length;
  useRowKeys(shown, isMovable ? actions.move : null);

  const onDragEnd = ({ active, over }: DragEndEvent): void => {
    if (over !== null) {
      actions.move(
        String(active.id),
        rules.findIndex(({ id }) => id === over.id),
      );
    }
  };

  return (
    <>
      {isAdmin && !isMovable && (
        <Text size="sm" c="dimmed">
          {shown.length === 0 ? t('list.nothingFound') : t('list.clearToMove')}
        </Text>
      )}
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        modifiers={[onlyUpAndDown]}
        onDragEnd={onDragEnd}
        accessibility={accessibility}
      >
        <SortableContext
          items={shown.map(({ id }) => id)}
          strategy={verticalListSortingStrategy}
          disabled={!isMovable}
        >
          <ol className={classes.list} aria-label={t('list.title')}>
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
          </ol>
        </SortableContext>
      </DndContext>
    </>
  );
};

const rowIdOf = (element: Element | null): string | undefined =>
  element?.closest<HTMLElement>('[data-rule]')?.dataset.rule;

const focusRule = (id: string | undefined): void =>
  document.querySelector<HTMLElement>(`[data-rule="${CSS.escape(id ?? '')}"] a`)?.focus();

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
