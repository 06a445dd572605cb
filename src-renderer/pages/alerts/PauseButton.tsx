import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../../components/shortcuts.ts';
import { useLivePause } from '../../data/live.tsx';

/** Holds new alerts back while one reads, and counts them. Leaving the page lets them in. */
export const PauseButton = () => {
  const { t } = useTranslation('alerts');
  const { isPaused, held, pause, resume } = useLivePause();
  const toggle = isPaused ? resume : pause;
  useEffect(() => resume, [resume]);
  useShortcut({
    keys: 'p',
    label: isPaused ? t('pause.resume') : t('pause.pause'),
    group: 'page',
    run: toggle,
  });
  return (
    <Button
      variant={isPaused ? 'filled' : 'default'}
      leftSection={
        isPaused ? <IconPlayerPlay size={16} className="flip-in-rtl" /> : <IconPlayerPause size={16} />
      }
      onClick={toggle}
      aria-pressed={isPaused}
    >
      {isPaused ? t('pause.held', { count: held }) : t('pause.pause')}
    </Button>
  );
};
