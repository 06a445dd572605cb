import { Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconLogout, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Bdi } from '../components/ltr.tsx';
import { useLogout, useMe } from '../data/auth.ts';
import { isDesktop } from '../transport/desktop.ts';
import { ChangePasswordDialog } from './ChangePasswordDialog.tsx';
import { HeaderButton } from './HeaderButton.tsx';

export const UserMenu = () => {
  const { t } = useTranslation(['shell', 'words']);
  const me = useMe().data;
  const logout = useLogout();
  const [isChanging, dialog] = useDisclosure(false);
  if (!me) return null;
  return (
    <>
      <Menu>
        <Menu.Target>
          <HeaderButton label={t('user.menu', { name: me.username })}>
            <IconUser size={20} stroke={1.6} />
          </HeaderButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Bdi>{me.username}</Bdi> · {t(`words:role.${me.role}`)}
          </Menu.Label>
          {!isDesktop() && (
            <>
              <Menu.Item leftSection={<IconKey size={16} />} onClick={dialog.open}>
                {t('user.changePassword')}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconLogout size={16} className="flip-in-rtl" />}
                onClick={() => logout.mutate({})}
              >
                {t('user.logout')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <ChangePasswordDialog isOpen={isChanging} onClose={dialog.close} username={me.username} />
    </>
  );
};
