import { useInsertionEffect } from 'react';

interface Kept {
  sheet: CSSStyleSheet;
  uses: number;
}
const kept = new Map<string, Kept>();

const adopt = (css: string): void => {
  const known = kept.get(css);
  if (known !== undefined) {
    known.uses++;
    return;
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  kept.set(css, { sheet, uses: 1 });
  document.adoptedStyleSheets.push(sheet);
};

const drop = (css: string): void => {
  const known = kept.get(css);
  if (known === undefined || --known.uses > 0) return;
  kept.delete(css);
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== known.sheet);
};

/** Styles that hold until they are given back. The content security policy allows them, unlike a <style> element. */
export const adoptStyles = (css: string): (() => void) => {
  adopt(css);
  return () => drop(css);
};

interface StyleSheetProps {
  children?: string;
  dangerouslySetInnerHTML?: { __html: string };
}

/** Stands where a library would render a <style> element: see build/vite/strict-styles.mjs. */
export const StyleSheet = ({ children, dangerouslySetInnerHTML }: StyleSheetProps) => {
  const css = dangerouslySetInnerHTML?.__html ?? children ?? '';
  useInsertionEffect(() => adoptStyles(css), [css]);
  return null;
};
