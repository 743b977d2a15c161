// The languages that the instrument and the page speak, each by its own name.

export const languages = {
  en: 'English',
  fr: 'Français',
  de: 'Deutsch',
  es: 'Español',
  pt: 'Português',
  ja: '日本語',
  zh: '简体中文',
  ar: 'العربية',
} as const;

export type LanguageName = keyof typeof languages;

/** Those that come when they are wanted. */
export type OtherLanguage = Exclude<LanguageName, 'en'>;

export const directionIn = (name: LanguageName): 'ltr' | 'rtl' => (name === 'ar' ? 'rtl' : 'ltr');

const isLanguage = (name: string): name is LanguageName => Object.hasOwn(languages, name);

/** The first of these tags (`fr-CA`, `en`) that there is a language for; English where none fits. */
export function fitting(tags: Iterable<string>): LanguageName {
  for (const tag of tags) {
    const name = tag.toLowerCase().replace(/[-_].*/, '');
    if (isLanguage(name)) return name;
  }
  return 'en';
}
