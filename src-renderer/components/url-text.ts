import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';

const writtenAfterMs = 200;

/**
 * A text field kept in the address, so that a link shows the same. The field itself never waits for the address: it
 * changes in a transition, and letters typed meanwhile would be lost.
 */
export const useUrlText = (name: string): [string, (text: string) => void] => {
  const [params, setParams] = useSearchParams();
  const inUrl = params.get(name) ?? '';
  const [text, setText] = useState(inUrl);
  const ownWrites = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const write = useRef<(next: string) => void>(undefined);
  write.current = (next) => {
    if (next === inUrl) return;
    ownWrites.current.push(next);
    const changed = new URLSearchParams(params);
    if (next === '') changed.delete(name);
    else changed.set(name, next);
    setParams(changed, { replace: true });
  };

  useEffect(() => {
    const own = ownWrites.current.indexOf(inUrl);
    if (own === -1) setText(inUrl);
    else ownWrites.current.splice(0, own + 1);
  }, [inUrl]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const type = (next: string): void => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => write.current?.(next), writtenAfterMs);
  };
  return [text, type];
};
