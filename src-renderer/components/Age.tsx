import { useFormat } from '../i18n/format.ts';
import classes from './age.module.css';
import { useNow } from './now.ts';

/** "3 minutes ago" in a row of a list; the moment itself as the browser's own hint, made when it is asked for. */
export const Age = ({ at }: { at: number }) => {
  const format = useFormat();
  const now = useNow();
  return (
    <time
      className={classes.age}
      dateTime={new Date(at).toISOString()}
      onPointerEnter={(event) => {
        event.currentTarget.title = format.dateTime(at);
      }}
    >
      {format.relative(at, now)}
    </time>
  );
};
