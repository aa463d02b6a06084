// Every French sentence of the page of templates.
export const quote = (words) => `«\u00a0${words}\u00a0»`;

const day = (iso) => new Date(iso).toLocaleDateString("fr-FR", { day: "numeric", month: "short", year: "numeric" });
const plural = (n, one, many) => (n < 2 ? `${n} ${one}` : `${n} ${many}`);

export const LIST = {
  groups: {
    person: "Les miens",
    service: (service) => (service ? `Le service\u00a0: ${service}` : "Le service"),
    site: "Tout le site",
    shipped: "Livrés avec le logiciel",
    broken: "À corriger",
    gone: "Retirés ou masqués",
  },
  count: (n, all) => (n === all ? plural(n, "modèle", "modèles") : `${plural(n, "modèle", "modèles")} sur ${all}`),
  none: "Aucun modèle de ce nom.",
  uses: (n) => (n === 1 ? "inséré une fois" : `inséré ${n} fois`),
  hidden: "masqué pour vous",
  retired: "retiré",
  unsaved: "pas enregistré",
};

export const ABOUT = {
  also: (names) => `Se dit aussi\u00a0: ${names.map(quote).join(", ")}`,
  shipped: "livré avec le logiciel",
  person: "à vous",
  service: "partagé avec le service",
  site: "partagé avec tout le site",
  by: (author, at) => `de ${author}, ${day(at)}`,
  version: (n) => `version ${n}`,
  fresh: "Nouveau modèle",
  freshHint: "à vous, dès qu'il est enregistré",
};

export const ACT = {
  mine: "En faire ma version",
  rename: "Renommer…",
  copy: "Copier…",
  service: "Partager avec le service",
  site: "Partager avec tout le site",
  unshare: "Ne plus partager",
  retire: "Retirer",
  retireAll: "Retirer pour tous",
  hide: "Masquer pour moi",
  restore: "Remettre",
  undo: "Annuler",
  renameTitle: (name) => `Renommer ${quote(name)}`,
  renameDo: "Renommer",
  copyTitle: (name) => `Copier ${quote(name)}`,
  copyDo: "Copier",
};

export const TEXT = {
  locked: {
    shipped: "Ce modèle est livré avec le logiciel\u00a0: il ne change pas. Faites-en votre version pour l'adapter.",
    other: (author) => `Ce modèle est de ${author}\u00a0: faites-en votre version pour l'adapter.`,
    hidden: "Vous avez masqué ce modèle\u00a0; les autres l'ont toujours. Remettez-le pour l'insérer.",
    gone: "Ce modèle n'est pas en service. Remettez-le pour l'insérer ou le changer.",
  },
  saved: "Enregistré",
  unsaved: "Pas enregistré",
  leave: "Des changements ne sont pas enregistrés. Quitter sans eux ?",
  good: "Rien à corriger.",
  verdict: (wrong, warned) => [wrong ? `${wrong} à corriger` : "", warned ? `${warned} à savoir` : ""].filter(Boolean).join(", "),
  line: (n) => (n ? `Ligne ${n}` : "Tout le texte"),
  wrong: "à corriger",
  warning: "à savoir",
  preview: "L'aperçu revient dès que le texte peut être lu.",
  nothing: "Ce modèle n'a pas de texte.",
  from: ({ what, on }) => `du dossier${what ? ` (${what})` : ""}${on ? `, le ${on}` : ""}`,
  proposed: "proposé par le modèle",
  required: "obligatoire",
  option: (name) => `avec ${name}`,
  start: "modèle : \ndit aussi : \ntype : compte-rendu de consultation\nspécialité : \n---\nMotif : [motif*]\n\nEXAMEN\n[examen]\n\nCONCLUSION\n[conclusion*]\n",
};

export const PAST = {
  count: (n) => (n ? plural(n, "version", "versions") : ""),
  none: "Un modèle livré n'a pas de versions.",
  acts: { saved: "enregistré", renamed: "renommé", shared: "partage changé", retired: "retiré", restored: "repris" },
  first: "créé",
  title: (v) => `Version ${v.version}\u00a0: ${v.version === 1 && v.act === "saved" ? PAST.first : PAST.acts[v.act]}`,
  by: (v) => `${new Date(v.at).toLocaleString("fr-FR", { dateStyle: "medium", timeStyle: "short" })}, ${v.by}`,
  same: "Le texte n'a pas changé.",
  added: "ajouté : ",
  removed: "retiré : ",
};
