// The instrument's style sheets as text, for its shadow root to adopt: a strict Content-Security-Policy refuses
// <style>.
import { unsafeCSS } from 'lit';
import viewsCss from '../views/views.css?inline';
import coloursCss from './colours.css?inline';
import instrumentCss from './instrument.css?inline';

export const styles = [coloursCss, viewsCss, instrumentCss].map((text) => unsafeCSS(text));
