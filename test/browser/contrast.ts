import type { Page } from "playwright-core";

/** Texts with less contrast to what lies behind them than WCAG 2.2, 1.4.3 wants at this size: 4.5. */
export const faintTexts = (page: Page): Promise<string[]> => page.evaluate(FAINT_TEXTS);

const FAINT_TEXTS = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = channels(color).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return channels(color)[3] === 0 && element.parentElement ? behind(element.parentElement) : color;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility())
    .filter((element) => [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim()))
    .map((element) => {
      const { color, fill } = getComputedStyle(element);
      const text = element instanceof SVGElement ? fill : color;
      return [contrast(text, behind(element)), element];
    })
    .filter(([ratio]) => ratio < 4.5)
    .map(([ratio, element]) => ratio.toFixed(2) + " " + element.tagName + ": " + element.textContent.slice(0, 40));
})()`;
