import { ActionIcon, Anchor, Group, Menu, Switch, Text, Tooltip } from '@mantine/core';
import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDotsVertical,
  IconPencil,
  IconRowInsertBottom,
  IconRowInsertTop,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Rule } from '../../../src-shared/contract/rules.ts';
import { severities } from '../../../src-shared/vocabulary.ts';
import { DestinationChips } from '../../components/DestinationChips.tsx';
import { Bdi, LtrCode } from '../../components/ltr.tsx';
import { SortableRow } from '../../components/sortable/SortableRow.tsx';
import { ToneBadge } from '../../components/Tone.tsx';
import { useProviders } from '../../data/providers.ts';
import { useFormat } from '../../i18n/format.ts';
import { useRulesPath } from './place.ts';
import { RuleWarning } from './RuleWarning.tsx';
import classes from './rules.module.css';
import { TakenCount } from './TakenCount.tsx';
import type { RuleActions } from './use-rule-actions.ts';
import type { RuleInsight } from './use-rule-insight.ts';

interface RuleRowProps {
  rule: Rule;
  /** Of rules in all. */
  count: number;
  insight: RuleInsight;
  actions: RuleActions;
  isAdmin: boolean;
  isMovable: boolean;
}

export const RuleRow = ({ rule, count, insight, actions, isAdmin, isMovable }: RuleRowProps) => {
  const { t } = useTranslation('rules');
  const path = useRulesPath();
  return (
    <SortableRow
      id={rule.id}
      className={classes.row}
      role={t('drag.role')}
      handleLabel={isAdmin ? t('row.drag', { name: rule.name }) : null}
      isMovable={isMovable}
      isOff={!rule.enabled}
      position={rule.position}
    >
      <div className={classes.what}>
        <Group gap="xs">
          <Anchor component={Link} to={path(`/rules/${rule.id}`)} fw={600} size="sm" className={classes.name}>
            <Bdi>{rule.name}</Bdi>
          </Anchor>
          {!rule.enabled && <ToneBadge tone="info">{t('row.off')}</ToneBadge>}
        </Group>
        <RuleWarnings rule={rule} insight={insight} />
        <Group gap={6} className={classes.line}>
          <Text size="sm" c="dimmed" component="span">
            {t(`field.${rule.match.field}`)}
          </Text>
          <LtrCode>{rule.match.glob}</LtrCode>
          <Text size="sm" c="dimmed" component="span">
            {t('row.goesTo')}
          </Text>
          <DestinationChips ids={rule.destinationIds} empty={t('row.noDestinations')} />
        </Group>
        <Overrides rule={rule} />
        <ProviderLine providerId={rule.providerId} />
      </div>
      <TakenCount
        count={insight.byRule.get(rule.id) ?? 0}
        insight={insight}
        to={`/alerts?${new URLSearchParams({ [rule.match.field]: rule.match.glob })}`}
      />
      {isAdmin && (
        <Group gap={2} wrap="nowrap" className={classes.actions}>
          <Switch
            size="sm"
            checked={rule.enabled}
            disabled={actions.switchingId === rule.id}
            onChange={(event) => actions.setEnabled(rule, event.currentTarget.checked)}
            aria-label={t('row.enabled', { name: rule.name })}
            mie={4}
          />
          <MoveButton rule={rule} count={count} by={-1} actions={actions} isMovable={isMovable} />
          <MoveButton rule={rule} count={count} by={1} actions={actions} isMovable={isMovable} />
          <RuleMenu rule={rule} count={count} actions={actions} isMovable={isMovable} />
        </Group>
      )}
    </SortableRow>
  );
};

type MenuProps = Pick<RuleRowProps, 'rule' | 'count' | 'actions' | 'isMovable'>;

const MoveButton = ({ rule, count, by, actions, isMovable }: MenuProps & { by: 1 | -1 }) => {
  const { t } = useTranslation('rules');
  const Icon = by === 1 ? IconArrowDown : IconArrowUp;
  const label = t(by === 1 ? 'row.moveDown' : 'row.moveUp');
  const to = rule.position + by;
  // Not disabled: the focus stays on the button while a rule goes all the way.
  const isIdle = !isMovable || to < 0 || to >= count;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${label}: ${rule.name}`}
        aria-disabled={isIdle}
        className={isIdle ? classes.idle : undefined}
        onClick={() => isMovable && actions.move(rule.id, to)}
      >
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
};

const RuleMenu = ({ rule, count, actions, isMovable }: MenuProps) => {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  const path = useRulesPath();
  const open = (where: string, more?: Record<string, string>) => () => void navigate(path(where, more));
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('row.more', { name: rule.name })}>
          <IconDotsVertical size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={open(`/rules/${rule.id}`)}>
          {t('row.edit')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={16} />}
          onClick={open('/rules/new', { copyOf: rule.id, after: rule.id })}
        >
          {t('row.duplicate')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconRowInsertTop size={16} />}
          onClick={open('/rules/new', { before: rule.id })}
        >
          {t('row.insertAbove')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconRowInsertBottom size={16} />}
          onClick={open('/rules/new', { after: rule.id })}
        >
          {t('row.insertBelow')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconArrowBarToUp size={16} />}
          disabled={!isMovable || rule.position === 0}
          onClick={() => actions.move(rule.id, 0)}
        >
          {t('row.moveToTop')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowBarToDown size={16} />}
          disabled={!isMovable || rule.position === count - 1}
          onClick={() => actions.move(rule.id, count - 1)}
        >
          {t('row.moveToEnd')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => actions.remove(rule)}>
          {t('row.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

const RuleWarnings = ({ rule, insight }: Pick<RuleRowProps, 'rule' | 'insight'>) => {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const shadow = insight.shadows.get(rule.id);
  const tellsNobody =
    insight.usable !== null && rule.enabled && !rule.destinationIds.some((id) => insight.usable?.has(id));
  return (
    <>
      {shadow !== undefined && (
        <RuleWarning>
          {t('warning.shadowed', { place: format.number(shadow.position + 1), name: shadow.name })}
        </RuleWarning>
      )}
      {tellsNobody && <RuleWarning>{t('warning.noUsable')}</RuleWarning>}
    </>
  );
};

const Overrides = ({ rule }: Pick<RuleRowProps, 'rule'>) => {
  const { t } = useTranslation(['rules', 'words']);
  return severities.map((severity) => {
    const override = rule.severityOverrides[severity];
    if (override === undefined) return null;
    return (
      <Group key={severity} gap={6} className={classes.line}>
        <ToneBadge tone={severity} withDot>
          {t(`words:severity.${severity}`)}
        </ToneBadge>
        <Text size="sm" c="dimmed" component="span">
          {t(`row.${override.mode}`)}
        </Text>
        <DestinationChips ids={override.destinationIds} empty={t('row.noDestinations')} />
      </Group>
    );
  });
};

const ProviderLine = ({ providerId }: { providerId: string | null }) => {
  const { t } = useTranslation('rules');
  const provider = useProviders().data?.find(({ id }) => id === providerId);
  if (provider === undefined) return null;
  return (
    <Text size="xs" c="dimmed" mt={4}>
      {t('row.provider')} <Bdi>{provider.name}</Bdi>
    </Text>
  );
};
