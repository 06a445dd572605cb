import { useTranslation } from 'react-i18next';
import { type Mute, muteCreateInput } from '../../../src-shared/contract/mutes.ts';
import { toastDone, toastError, toastUndo } from '../../components/toasts.tsx';
import { useCreateMute, useExpireMute, useRemoveMute, useUpdateMute } from '../../data/mutes.ts';
import { useFormat } from '../../i18n/format.ts';
import { usePreferences } from '../../i18n/preferences.ts';
import { endOf, type Span } from './mute-times.ts';

/** What can be done to a mute in the list. */
export const useMuteActions = () => {
  const { t } = useTranslation('mutes');
  const format = useFormat();
  const { timeZone } = usePreferences();
  const create = useCreateMute();
  const update = useUpdateMute();
  const expire = useExpireMute();
  const remove = useRemoveMute();
  const holdsUntil = (id: string, until: number | null) =>
    update.mutate({ id, until }, { onError: toastError });

  /** Back to how it was; what had run out by itself meanwhile stays so. */
  const putBack = ({ id, until }: Mute): void => {
    if (until === null || until > Date.now()) holdsUntil(id, until);
    else expire.mutate({ id });
  };

  const extend = (mute: Mute, span: Span): void => {
    const now = Date.now();
    // Counts on from its end, so that two hours and two hours are four.
    const start = mute.until !== null && mute.until > now && span !== 'midnight' ? mute.until : now;
    const until = endOf(span, start, timeZone);
    update.mutate(
      { id: mute.id, until },
      {
        onError: toastError,
        onSuccess: () =>
          toastUndo(
            until === null
              ? t('done.forever', { glob: mute.glob })
              : t('done.until', { glob: mute.glob, until: format.moment(until) }),
            () => putBack(mute),
            `mute-${mute.id}`,
          ),
      },
    );
  };

  return {
    extend,
    expire: (mute: Mute) =>
      expire.mutate(
        { id: mute.id },
        {
          onSuccess: () =>
            toastUndo(t('done.expired', { glob: mute.glob }), () => putBack(mute), `mute-${mute.id}`),
        },
      ),
    remove: (mute: Mute) =>
      remove.mutate(
        { id: mute.id },
        {
          onSuccess: () => {
            const { glob, scope, until, reason } = mute;
            const again = muteCreateInput.safeParse({ glob, scope, until, reason });
            // One that has run out cannot be made anew: the server wants an end in the future.
            if (!again.success || (until !== null && until <= Date.now())) {
              toastDone(t('done.removed', { glob }));
            } else {
              toastUndo(t('done.removed', { glob }), () =>
                create.mutate(again.data, { onError: toastError }),
              );
            }
          },
        },
      ),
  };
};

export type MuteActions = ReturnType<typeof useMuteActions>;
