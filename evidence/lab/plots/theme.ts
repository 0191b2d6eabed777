import { parse, View } from 'vega';
import type { Axis, Config, Mark, Spec } from 'vega';

/** Width of a plot in all, in CSS pixels: the column of a README. */
const TOTAL_WIDTH = 800;
const LEFT = 76;
const RIGHT = 24;

/** Width of the plotting area, in CSS pixels. */
export const PLOT_WIDTH = TOTAL_WIDTH - LEFT - RIGHT;

/**
 * The colours, light and dark. GitHub shows an SVG as an image, where the page's colours are out of reach, so each
 * plot has its own background; `prefers-color-scheme` works inside an image too. The series are Okabe and Ito's
 * (https://jfly.uni-koeln.de/color/), which colour-blind readers tell apart, darkened or lightened to a contrast
 * of 3:1 or more against either background (WCAG 2.2, 1.4.11).
 */
const COLOURS = {
  background: { light: '#ffffff', dark: '#0d1117' },
  text: { light: '#1f2328', dark: '#e6edf3' },
  grid: { light: '#d8dee4', dark: '#30363d' },
  blue: { light: '#0072b2', dark: '#56b4e9' },
  orange: { light: '#c05600', dark: '#f0a040' },
  green: { light: '#00795a', dark: '#2fc79c' },
  purple: { light: '#a4527f', dark: '#e08fbc' },
} as const;

/** Names of the colours. */
export type Colour = keyof typeof COLOURS;

/**
 * @param name of a colour
 * @returns its light form, as it stands in the attributes of the SVG: what a viewer without CSS shows
 */
export function colour(name: Colour): string {
  return COLOURS[name].light;
}

/** The defaults of every plot. */
const CONFIG: Config = {
  // As the pages write numbers: see group-digits.ts.
  locale: { number: { decimal: '.', thousands: ' ', grouping: [3], currency: ['', ''] } },
  background: colour('background'),
  axis: {
    domainColor: colour('text'),
    tickColor: colour('text'),
    gridColor: colour('grid'),
    labelColor: colour('text'),
    titleColor: colour('text'),
    labelFontSize: 13,
    titleFontSize: 13,
    titleFontWeight: 'normal',
    titlePadding: 8,
    grid: true,
  },
  title: {
    color: colour('text'),
    subtitleColor: colour('text'),
    fontSize: 16,
    subtitleFontSize: 13,
    subtitlePadding: 6,
    anchor: 'start',
    frame: 'group',
    offset: 20,
  },
  legend: {
    labelColor: colour('text'),
    titleColor: colour('text'),
    labelFontSize: 13,
    titleFontSize: 13,
    titleFontWeight: 'normal',
    titleLimit: 600,
    labelLimit: 600,
    symbolSize: 80,
  },
  text: { fontSize: 13, fill: colour('text') },
  style: { 'guide-label': { font: 'sans-serif' }, 'guide-title': { font: 'sans-serif' } },
};

/**
 * The frame of every plot. Without a canvas Vega only estimates how wide a text is, so the space around the plotting
 * area is given, not fitted.
 *
 * @param height of the plotting area, in CSS pixels
 * @param space above it, for the titles, and below it, for the axis and, if there is one, the legend
 */
export function frame(
  height: number,
  space: { top: number; bottom: number } = { top: 72, bottom: 56 },
): Pick<Spec, 'width' | 'height' | 'padding' | 'autosize'> {
  return {
    width: PLOT_WIDTH,
    height,
    padding: { left: LEFT, right: RIGHT, ...space },
    autosize: 'none',
  };
}

/**
 * A line of text beside the end of a series.
 *
 * @param text what it says
 * @param at the values at that point
 * @param offset from there, in CSS pixels, down being positive; the text ends there
 */
export function label(text: string, at: { x: number; y: number }, offset: { x: number; y: number }): Mark {
  return {
    type: 'text',
    encode: {
      enter: {
        text: { value: text },
        x: { scale: 'x', value: at.x, offset: offset.x },
        y: { scale: 'y', value: at.y, offset: offset.y },
        align: { value: 'right' },
      },
    },
  };
}

/**
 * The axes of every plot: x below, y to the left.
 *
 * @param x title of the horizontal axis
 * @param y title of the vertical axis
 * @param more what differs
 */
export function axes(x: string, y: string, more: { x?: Partial<Axis>; y?: Partial<Axis> } = {}): Axis[] {
  return [
    { orient: 'bottom', scale: 'x', title: x, ...more.x },
    { orient: 'left', scale: 'y', title: y, ...more.y },
  ];
}

/** The style sheet that turns the light colours into the dark ones where the reader prefers those. */
function darkStyle(): string {
  const rules = Object.values(COLOURS).flatMap(({ light, dark }) =>
    (['fill', 'stroke'] as const).map((property) => `[${property}="${light}"]{${property}:${dark}}`),
  );
  return `<style>@media (prefers-color-scheme:dark){${rules.join('')}}</style>`;
}

/**
 * Draws a plot.
 *
 * @param spec a Vega specification that uses only the colours of {@link colour}
 * @returns an SVG document, the same for the same specification
 * @throws {Error} when Vega refuses the specification
 */
export async function drawPlot(spec: Spec): Promise<string> {
  const view = new View(parse(spec, CONFIG), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  const end = svg.indexOf('>') + 1;
  return `${svg.slice(0, end)}${darkStyle()}${svg.slice(end)}\n`;
}
