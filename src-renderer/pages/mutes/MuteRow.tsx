import { ActionIcon, Anchor, Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import {
  IconBellOff,
  IconClockPlus,
  IconClockStop,
  IconDotsVertical,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { MuteView } from '../../../src-shared/contract/mutes.ts';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { ToneBadge } from '../../components/Tone.tsx';
import { useFormat } from '../../i18n/format.ts';
import { spans } from './mute-times.ts';
import classes from './mutes.module.css';
import { useMutesPath } from './place.ts';
import type { MuteActions } from './use-mute-actions.ts';

interface MuteRowProps {
  mute: MuteView;
  actions: MuteActions;
  isExpired: boolean;
}

export const MuteRow = ({ mute, actions, isExpired }: MuteRowProps) => {
  const { t } = useTranslation('mutes');
  const path = useMutesPath();
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Group gap="xs">
          <Anchor component={Link} to={path(`/mutes/${mute.id}`)} size="sm" fw={600} className={classes.glob}>
            <Ltr>{mute.glob}</Ltr>
          </Anchor>
          <ToneBadge tone="info">{t(`scope.${mute.scope}`)}</ToneBadge>
        </Group>
        {mute.reason !== '' && (
          <Text size="sm" className={classes.reason}>
            <Bdi>{mute.reason}</Bdi>
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {t('row.by')} <Bdi>{mute.createdBy}</Bdi> · <RelativeTime at={mute.createdAt} />
        </Text>
      </div>
      <div className={classes.figures}>
        <Until mute={mute} isExpired={isExpired} />
        <Suppressed mute={mute} />
      </div>
      <RowActions mute={mute} actions={actions} isExpired={isExpired} />
    </li>
  );
};

const Until = ({ mute: { until }, isExpired }: Pick<MuteRowProps, 'mute' | 'isExpired'>) => {
  const { t } = useTranslation('mutes');
  const format = useFormat();
  if (until === null) return <Text size="sm">{t('row.forever')}</Text>;
  return (
    <Text size="sm">
      {isExpired ? t('row.ended') : t('row.ends')} <RelativeTime at={until} />
      {!isExpired && (
        <Text span size="xs" c="dimmed">
          {' '}
          ({format.moment(until)})
        </Text>
      )}
    </Text>
  );
};

const Suppressed = ({ mute: { suppressed, lastAt } }: Pick<MuteRowProps, 'mute'>) => {
  const { t } = useTranslation('mutes');
  if (suppressed === 0) {
    return (
      <Tooltip label={t('row.neverWhy')} w={260}>
        <span>
          <ToneBadge tone="medium">{t('row.never')}</ToneBadge>
        </span>
      </Tooltip>
    );
  }
  return (
    <Text size="xs" c="dimmed">
      {t('row.suppressed', { count: suppressed })}
      {lastAt !== null && (
        <>
          {' · '}
          {t('row.last')} <RelativeTime at={lastAt} />
        </>
      )}
    </Text>
  );
};

const RowActions = ({ mute, actions, isExpired }: MuteRowProps) => {
  const { t } = useTranslation('mutes');
  const navigate = useNavigate();
  const path = useMutesPath();
  const times = spans.filter((span) => span !== 'forever' || isExpired || mute.until !== null);
  return (
    <Group gap={4} wrap="nowrap" className={classes.actions}>
      {(isExpired || mute.until !== null) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              leftSection={isExpired ? <IconBellOff size={14} /> : <IconClockPlus size={14} />}
              aria-label={`${isExpired ? t('row.again') : t('row.extend')}: ${mute.glob}`}
            >
              {isExpired ? t('row.again') : t('row.extend')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {times.map((span) => (
              <Menu.Item key={span} onClick={() => actions.extend(mute, span)}>
                {isExpired ? t(`span.${span}`) : t(`more.${span}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {!isExpired && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconClockStop size={14} />}
          onClick={() => actions.expire(mute)}
          aria-label={`${t('row.expire')}: ${mute.glob}`}
        >
          {t('row.expire')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('row.menu', { glob: mute.glob })}>
            <IconDotsVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil size={16} />}
            onClick={() => void navigate(path(`/mutes/${mute.id}`))}
          >
            {t('row.edit')}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => actions.remove(mute)}>
            {t('row.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
};
