// Every French sentence of the editor.
export const STATUS = {
  draft: "En brouillon",
  to_review: "À relire",
  to_sign: "À signer",
  signed: "Signé",
};

export const SAVED = {
  saved: "Enregistré",
  typing: "Saisie…",
  failed: "Non enregistré\u00a0: nouvel essai…",
};

export const FIELD = {
  required: "obligatoire",
  text: "Texte du document",
  empty: "vide",
  from: (source) => `dossier${source.on ? `, ${source.on}` : ""}`,
  fromLong: (source) => `du dossier${source.what ? ` (${source.what})` : ""}${source.on ? `, le ${source.on}` : ""}, à accepter`,
  proposed: "proposé",
  proposedLong: "valeur proposée par le modèle, à accepter",
  accept: (name) => `Accepter «\u00a0${name}\u00a0» (Ctrl+Entrée)`,
  none: "Ce document n'a pas de champ.",
  complete: "rempli",
  choose: "choisir…",
};

export const DOC = {
  undo: "Annuler",
  redo: "Rétablir",
  dictate: "Dicter",
  stop: "Fin de dictée",
  doubts: (n) => (n ? [`Mot douteux suivant (${n})`, `Douteux (${n})`] : ["Aucun mot douteux", "Douteux"]),
  sure: "Ce mot est exact",
  accept: (n) => (n ? [`Tout accepter (${n})`, `Accepter (${n})`] : ["Rien à accepter", "Accepter"]),
  preview: "Aperçu",
  sign: "Signer…",
  close: "Fermer",
  amend: "Rectifier (nouvelle version)",
  for: (author) => `à signer par ${author}`,
  nobody: "signataire à désigner",
  typedBy: (who) => `saisi par ${who}`,
  version: (n) => `version ${n}`,
  signedBy: ({ by, at, hash }) => `Signé par ${by} ${day(at)}. Empreinte SHA-256\u00a0: ${hash.slice(0, 16)}…`,
  dictating: (field) => `Dictée en cours\u00a0: vos paroles s'écrivent ${field ? `dans «\u00a0${field}\u00a0»` : "à la fin du texte"}.`,
  undone: (what) => (what ? `Annulé\u00a0: ${what}` : "Il n'y a rien à annuler."),
  redone: (what) => (what ? `Rétabli\u00a0: ${what}` : "Il n'y a rien à rétablir."),
  accepted: "Valeurs acceptées",
  amended: "Nouvelle version ouverte. Signée, elle remplacera la précédente.",
  saved: "Tout est enregistré.",
  unsaved: (words) => `Ces derniers mots n'ont pas pu être enregistrés\u00a0: «\u00a0${words}\u00a0»`,
  doubt: (word, place, count) => `Mot douteux ${place} sur ${count}\u00a0: ${word}`,
  noDoubt: "Aucun mot douteux.",
  blank: "Dictez, écrivez ici, ou insérez un modèle.",
};

export const VERSIONS = {
  title: (n, what) => `Version ${n}\u00a0: ${what}`,
  by: (version) => `${day(version.at)}, ${version.person}`,
  change: "Ce qu'elle a changé",
  now: "Ce qui a changé depuis",
  restore: "Revenir à cette version",
  restored: (n) => `Retour à la version ${n}\u00a0; «\u00a0Annuler\u00a0» revient en arrière.`,
  same: "Aucune différence.",
  added: "ajouté\u00a0: ",
  removed: "supprimé\u00a0: ",
  none: "Aucun changement pour l'instant.",
};

export const DRAFTS = {
  none: "Aucun document en cours pour ce patient.",
  here: "ouvert",
  blank: "vide",
  kind: "Type de document",
  template: "Nom du modèle",
};

export const PREVIEW = {
  draft: "Brouillon, non signé",
  patient: "Patient",
  noAuthor: "Signataire à désigner",
  print: "Imprimer",
  pdf: "Télécharger le PDF",
  close: "Fermer",
  empty: "Ce document est vide.",
};

export const SHORTCUTS = [
  ["Tab, Maj+Tab", "champ suivant, précédent"],
  ["Flèches", "d'un texte à l'autre, réponses d'un choix"],
  ["Ctrl+Entrée", "accepter la valeur, champ suivant"],
  ["Ctrl+Maj+Entrée", "accepter toutes les valeurs"],
  ["Ctrl+Z, Ctrl+Y", "annuler, rétablir"],
  ["Ctrl+S", "enregistrer tout de suite"],
  ["Ctrl+P", "aperçu avant impression"],
  ["F8", "mot douteux suivant"],
  ["Maj+F8", "ce mot est exact"],
  ["F9", "dicter, finir la dictée"],
  ["F2", "signer (puis «\u00a0Je confirme\u00a0»)"],
  ["Échap", "abandonner la question, fermer l'aperçu"],
];

export function day(iso) {
  const when = new Date(iso);
  const hour = `${String(when.getHours()).padStart(2, "0")} h ${String(when.getMinutes()).padStart(2, "0")}`;
  const today = when.toDateString() === new Date().toDateString();
  return today ? `à ${hour}` : `le ${when.toLocaleDateString("fr-FR")} à ${hour}`;
}
