import { Center, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Before it is known who is signed in. */
export const SplashScreen = () => {
  const { t } = useTranslation();
  return (
    <Center mih="100dvh">
      <Loader type="dots" aria-label={t('loading')} role="status" />
    </Center>
  );
};
