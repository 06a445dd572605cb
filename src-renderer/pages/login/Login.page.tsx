import {
  Alert,
  Box,
  Button,
  Group,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { LtrCode } from '../../components/ltr.tsx';
import { startShortcuts } from '../../components/shortcuts.ts';
import { useLogin, useMe } from '../../data/auth.ts';
import { useFormat } from '../../i18n/format.ts';
import { LanguageMenu } from '../../shell/LanguageMenu.tsx';
import { SchemeMenu } from '../../shell/SchemeMenu.tsx';
import { toApiError } from '../../transport/api-error.ts';
import classes from './login.module.css';

/** Leads back to where one came from. */
export const LoginPage = () => {
  const { t } = useTranslation('login');
  const [search] = useSearchParams();
  const me = useMe();
  useEffect(startShortcuts, []);
  useEffect(() => {
    document.title = `${t('title')} · AlertFlow`;
  }, [t]);

  if (me.data) {
    const from = search.get('from') ?? '/';
    return <Navigate to={from.startsWith('/') && !from.startsWith('//') ? from : '/'} replace />;
  }
  return (
    <Box component="main" className={classes.page}>
      <Group className={classes.corner} gap={4}>
        <LanguageMenu />
        <SchemeMenu />
      </Group>
      <Paper className={classes.card}>
        <Stack gap="lg">
          <Stack gap={6} align="center">
            <img src="./favicon.svg" alt="" width={44} height={44} />
            <Title order={1}>{t('title')}</Title>
          </Stack>
          <LoginForm />
        </Stack>
      </Paper>
      <Text size="sm" c="dimmed" ta="center" maw={380}>
        {t('firstTime')} <LtrCode>admin</LtrCode> {t('firstTimeWhere')}
      </Text>
    </Box>
  );
};

const LoginForm = () => {
  const { t } = useTranslation('login');
  const login = useLogin();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    login.mutate({ username, password }, { onError: () => setPassword('') });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {login.error !== null && <Refusal error={login.error} at={login.submittedAt} />}
        <TextInput
          label={t('username')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          dir="ltr"
          required
          withAsterisk={false}
          autoFocus
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('password')}
          name="password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          dir="ltr"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" fullWidth loading={login.isPending}>
          {t('signIn')}
        </Button>
      </Stack>
    </form>
  );
};

const Refusal = ({ error, at }: { error: unknown; at: number }) => {
  const { t } = useTranslation(['login', 'common']);
  const format = useFormat();
  const { code, retryAfterSeconds } = toApiError(error);
  const until = at + (retryAfterSeconds ?? 60) * 1000;
  const words =
    code === 'too_many_requests'
      ? t('tooManyTries', { time: format.time(until) })
      : t(`common:errors.${code}`);
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
      {words}
    </Alert>
  );
};
