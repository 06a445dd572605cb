import { Anchor, Group, Kbd, Modal, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHelp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  keyNames,
  type Shortcut,
  type ShortcutGroup,
  useShortcut,
  useShortcutList,
} from '../components/shortcuts.ts';
import { useIsAdmin } from '../data/auth.ts';
import { HeaderButton } from './HeaderButton.tsx';

const groups = ['everywhere', 'go', 'list', 'page'] as const satisfies readonly ShortcutGroup[];

/** All keys that work right now. */
export const HelpSheet = () => {
  const { t } = useTranslation('shell');
  const [isOpen, sheet] = useDisclosure(false);
  const shortcuts = useShortcutList();
  const isAdmin = useIsAdmin();
  useShortcut({ keys: '?', label: t('help.title'), group: 'everywhere', run: sheet.open });
  return (
    <>
      <HeaderButton label={t('help.title')} onClick={sheet.open} visibleFrom="xs">
        <IconHelp size={20} stroke={1.6} />
      </HeaderButton>
      <Modal opened={isOpen} onClose={sheet.close} title={t('help.title')} size="lg">
        <Stack>
          {groups.map((group) => {
            const members = shortcuts.filter((shortcut) => shortcut.group === group);
            return members.length === 0 ? null : (
              <Stack key={group} gap={6}>
                <Title order={3}>{t(`help.${group}`)}</Title>
                {members.map((shortcut) => (
                  <ShortcutLine key={`${shortcut.keys} ${shortcut.label}`} shortcut={shortcut} />
                ))}
              </Stack>
            );
          })}
          {isAdmin && (
            <Anchor component={Link} to="/welcome" size="sm" onClick={sheet.close}>
              {t('help.firstSteps')}
            </Anchor>
          )}
        </Stack>
      </Modal>
    </>
  );
};

const ShortcutLine = ({ shortcut }: { shortcut: Shortcut }) => (
  <Group justify="space-between" wrap="nowrap">
    <Text size="sm">{shortcut.label}</Text>
    <Group gap={4} wrap="nowrap" dir="ltr">
      {keyNames(shortcut.keys).map((key) => (
        <Kbd key={key} size="sm">
          {key}
        </Kbd>
      ))}
    </Group>
  </Group>
);
