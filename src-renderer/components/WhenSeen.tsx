import { Box } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';

interface WhenSeenProps {
  /** Of what stands in its place until then: nothing jumps. */
  height: number;
  children: ReactNode;
}

/** Draws what is in it once it first comes into view, and from then on: what is heavy and far down is not fetched for nothing. */
export const WhenSeen = ({ height, children }: WhenSeenProps) => {
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    if (isSeen || place.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setIsSeen(true);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isSeen]);
  return isSeen ? children : <Box ref={place} h={height} />;
};
