import type { GuideModel } from "./model.ts";
import { code, guideText, shownText } from "./text.ts";
import type { StepWords, Words } from "./words.ts";

export const french = (model: GuideModel): Words => ({
  title: `${model.applicationName} et Google : les étapes dans la console Google`,
  intro: [
    guideText`Google n’offre aucune API prise en charge pour ce qui suit : une personne le fait donc, une seule fois, pour le projet ${code(model.project)}. Le client est ensuite vérifié en conditions réelles ; ce qu’aucune API ne peut lire est consigné comme constaté par vous.`,
    guideText`Avant de commencer, ${code(`pulumi up --stack ${model.stack}`)} doit avoir été exécuté une fois : cela active les API dont les champs d’application sont proposés à l’étape 4.`,
    guideText`Copiez les valeurs au lieu de les taper : Google compare lettre par lettre. Cette page ne contient aucun secret.`,
  ],
  labels: {
    project: "ID du projet",
    role: "Rôle nécessaire à votre compte",
    operator: "Compte auquel la mise à jour le donne",
    applicationName: "Nom de l’application",
    supportEmail: "Adresse e-mail d’assistance utilisateur",
    authorizedDomain: "Domaine autorisé",
    developerEmail: "Coordonnées du développeur",
    allScopes: "Les cinq champs d’application, à coller en une fois",
    nonSensitive: "Champ d’application non sensible",
    sensitive: "Champ d’application de l’agenda : sensible, si la console le dit",
    restricted: "Champ d’application restreint",
    clientName: "Nom",
    redirectUri: "URI de redirection autorisé",
    importCommand: "1. Importer le fichier",
    upCommand: "2. Vérifier le client et le transmettre à l’ERP",
    attestCommand: "3. Consigner ce que vous avez vu (ajoutez votre adresse e-mail)",
  },
  missing: {
    supportEmail: guideText`Non configurée : choisissez l’adresse de votre responsable IT, ou la vôtre. Pour qu’elle figure ici : ${code(`pulumi config set --path google.supportEmail it@example.com --stack ${model.stack}`)}`,
    developerEmail: guideText`Non configurées : saisissez l’adresse de votre responsable IT, à qui Google écrira au sujet du projet. Pour qu’elle figure ici : ${code(`pulumi config set --path 'google.developerEmails[0]' it@example.com --stack ${model.stack}`)}`,
  },
  headings: { values: "Valeurs", screen: "À l’écran", traps: "Pièges" },
  copying: {
    copy: "Copier",
    copied: "Copié",
    failed: "Pas copié : sélectionnez la valeur et copiez-la à la main",
  },
  steps: {
    account: {
      title: "Se connecter avec le bon compte",
      link: "Ouvrir le projet dans la console Google",
      screen: [
        guideText`Connectez-vous avec un compte qui a le rôle ci-dessus dans ce projet ; il n’en faut pas d’autre. La mise à jour le donne aux personnes nommées dans ${code("google.operators")}.`,
        guideText`Le projet est indiqué en haut. Cliquez dessus : son ID doit être ${code(model.project)}.`,
        guideText`Le menu de gauche s’intitule ${shownText("Google Auth Platform")} et contient ${shownText("Branding")}, ${shownText("Audience")}, ${shownText("Clients")} et ${shownText("Accès aux données", "Data Access")} : les pages des étapes suivantes.`,
      ],
      traps: [
        guideText`Mauvais projet : un navigateur qui connaît plusieurs comptes Google peut ouvrir les liens avec un autre. Changez de compte en haut à droite, puis vérifiez à nouveau le projet. Un client créé dans un autre projet est refusé à l’importation.`,
        guideText`Si la page indique qu’il manque des autorisations, votre compte n’a pas le rôle : le propriétaire du projet le donne.`,
      ],
    },
    branding: {
      title: "Branding : nom, adresses, domaine",
      link: "Ouvrir « Branding »",
      screen: [
        guideText`La première fois, la page annonce que la plate-forme n’est pas encore configurée. ${shownText("Premiers pas", "Get started")} demande le nom de l’application et l’adresse d’assistance, l’audience (étape 3), les coordonnées et votre accord avec les règles de Google ; ${shownText("Créer", "Create")} termine. Ouvrez ensuite de nouveau ce lien pour le domaine.`,
        guideText`Plus tard, c’est un seul formulaire : ${shownText("Nom de l’application", "App name")} ; ${shownText("Adresse e-mail d’assistance utilisateur", "User support email")}, une liste où choisir ; ${shownText("Domaines autorisés", "Authorized domains")} avec ${shownText("Ajouter un domaine", "Add domain")} ; ${shownText("Coordonnées du développeur", "Developer contact information")}.`,
        guideText`${shownText("Enregistrer", "Save")} tout en bas. Le logo peut rester vide.`,
      ],
      traps: [
        guideText`Le domaine figure seul : sans ${code("https://")}, sans le nom propre à l’ERP devant, sans barre oblique.`,
        guideText`L’adresse d’assistance ne peut qu’être choisie : la vôtre, ou un groupe Google que vous gérez. Pour une autre, connectez-vous avec ce compte-là.`,
      ],
    },
    audience: audience(model),
    dataAccess: {
      title: "Accès aux données : cinq champs d’application",
      link: "Ouvrir « Accès aux données »",
      screen: [
        guideText`${shownText("Ajouter ou supprimer des champs d’application", "Add or remove scopes")} ouvre un volet avec un tableau de champs d’application et, en dessous, la zone ${shownText("Ajouter manuellement des champs d’application", "Manually add scopes")}.`,
        guideText`Collez-y les cinq, ${shownText("Ajouter au tableau", "Add to table")}, puis ${shownText("Mettre à jour", "Update")} ; le volet se ferme. ${shownText("Enregistrer", "Save")} en bas de la page.`,
        guideText`La page les présente ensuite dans trois tableaux : non sensibles, sensibles et restreints. La catégorie du champ de l’agenda est celle que cette page affiche. ${code("email")} et ${code("profile")} peuvent y figurer comme ${code(".../auth/userinfo.email")} et ${code(".../auth/userinfo.profile")}.`,
      ],
      traps: [
        guideText`${shownText("Mettre à jour", "Update")} seul n’enregistre rien : il faut ${shownText("Enregistrer", "Save")}.`,
        guideText`Le tableau ne contient que les champs des API activées. S’il manque Gmail ou Calendar, exécutez ${code(`pulumi up --stack ${model.stack}`)} et rechargez la page.`,
        guideText`La dernière barre oblique de ${code("https://mail.google.com/")} en fait partie. Des champs plus limités tels que ${code("gmail.send")} ne permettent pas à l’ERP d’utiliser IMAP et SMTP.`,
      ],
    },
    client: {
      title: "Client : une application Web",
      link: "Ouvrir « Créer un ID client OAuth »",
      screen: [
        guideText`${shownText("Type d’application", "Application type")} est une liste : choisissez ${shownText("Application Web", "Web application")}. Le nom et les adresses n’apparaissent qu’ensuite.`,
        guideText`Collez le nom. Laissez ${shownText("Origines JavaScript autorisées", "Authorized JavaScript origins")} vide.`,
        guideText`Sous ${shownText("URI de redirection autorisés", "Authorized redirect URIs")} : ${shownText("Ajouter un URI", "Add URI")}, collez l’URI de redirection, puis ${shownText("Créer", "Create")}. Laissez ouverte la fenêtre qui apparaît : elle sert à l’étape 6.`,
      ],
      traps: [
        guideText`Application de bureau au lieu de Web : le fichier a alors la clé ${code("installed")} au lieu de ${code("web")} et il est refusé. Supprimez ce client et créez-en un autre.`,
        guideText`L’adresse sous les origines JavaScript au lieu des URI de redirection : chaque connexion échoue alors avec ${code("redirect_uri_mismatch")}.`,
        guideText`Pas de barre oblique à la fin, pas de ${code("http://")}, pas d’autre hôte : l’adresse doit être exactement celle ci-dessus.`,
        guideText`Google prend en compte un changement d’adresse en 5 minutes à quelques heures.`,
      ],
    },
    file: {
      title: "Télécharger le fichier et l’importer",
      link: "Ouvrir « Clients », si la fenêtre est fermée",
      screen: [
        guideText`La fenêtre affiche l’ID client et le secret. ${shownText("Télécharger le fichier JSON", "Download JSON")} enregistre ${code("client_secret_….json")}.`,
        guideText`Dans le dossier de ce programme, tapez les trois commandes, avec le chemin devant le nom du fichier s’il se trouve ailleurs. La première contrôle le fichier et le conserve chiffré ; la deuxième le vérifie auprès de Google et le transmet à l’ERP ; la troisième consigne, sous votre adresse, ce que vous avez vu aux étapes 2 à 5.`,
        guideText`Supprimez ensuite le fichier téléchargé.`,
      ],
      traps: [
        guideText`Le secret n’est affiché que maintenant ; plus tard, la console n’en montre que les 4 derniers caractères. S’il est perdu : ${shownText("Ajouter un secret", "Add secret")} sur la page du client. Un client en a deux au plus.`,
        guideText`N’envoyez le fichier à personne, ni par e-mail ni par messagerie : il ne sert qu’à l’importation.`,
        guideText`Google supprime un client que personne n’a utilisé pendant six mois. Dès que quelqu’un s’est connecté par l’ERP, consignez-le aussi : ${code(`npm run modern-auth -- google attest ${model.stack} use --by`)} et votre adresse.`,
      ],
    },
  },
});

function audience({ audience, stack }: GuideModel): StepWords {
  const link = "Ouvrir « Audience »";
  if (audience === "internal")
    return {
      title: "Audience : interne",
      link,
      screen: [
        guideText`Sous ${shownText("Type d’utilisateur", "User type")} doit figurer ${shownText("Interne", "Internal")}. Si c’est « Externe » : ${shownText("Passer en interne", "Make internal")}.`,
        guideText`Seuls les comptes de l’organisation dont le projet fait partie peuvent alors se connecter. Il n’y a ni validation par Google, ni limite d’utilisateurs, ni fin après 7 jours.`,
      ],
      traps: [
        guideText`« Interne » ne peut pas être choisi : le projet ne fait partie d’aucune organisation (Google Workspace ou Cloud Identity). Prenez-en un qui fait partie de celle du client ; une audience externe coûte bien plus.`,
        guideText`Une personne extérieure à l’organisation qui se connecte reçoit ${code("org_internal")}.`,
        guideText`Une audience externe coûterait : la validation par Google (10 jours ouvrables environ pour les champs sensibles, 6 semaines environ pour les champs restreints comme celui de Gmail), une évaluation de sécurité (CASA) chaque année, et jusque-là un avertissement et 100 nouveaux utilisateurs au plus pour toute la vie du projet.`,
        guideText`L’administrateur de Google Workspace doit peut-être autoriser les applications internes à utiliser le champ d’application restreint de Gmail.`,
        guideText`« Externe » avec l’état « Test » met fin à chaque connexion après 7 jours : la messagerie fonctionne une semaine, puis s’arrête.`,
      ],
    };
  return {
    title: "Audience : externe",
    link,
    screen: [
      guideText`Sous ${shownText("Type d’utilisateur", "User type")} doit figurer ${shownText("Externe", "External")}.`,
      guideText`${shownText("Publier l’application", "Publish app")}, pour que ${shownText("État de publication", "Publishing status")} devienne ${shownText("En production", "In production")}. Le bouton reste désactivé tant que Branding est incomplet ; Google y veut aussi la page d’accueil et les règles de confidentialité, sur un domaine qui est à vous.`,
      guideText`Ce que coûte une audience externe : Google valide l’application, en 10 jours ouvrables environ pour les champs sensibles, en 6 semaines environ pour les champs restreints comme celui de Gmail, avec une évaluation de sécurité (CASA) chaque année.`,
      guideText`Jusque-là, les utilisateurs voient un avertissement « application non validée », et 100 nouveaux utilisateurs au plus peuvent passer outre : pour toute la vie du projet, sans remise à zéro.`,
    ],
    traps: [
      guideText`L’état « Test » n’admet que 100 utilisateurs listés au plus, et le consentement et les jetons d’actualisation prennent fin après 7 jours. Ceux obtenus pendant le test expirent encore ainsi après la publication : il faut se reconnecter.`,
      guideText`Si le projet fait partie de l’organisation du client, l’audience interne évite tout cela : ${code(`pulumi config set --path google.audience internal --stack ${stack}`)}, puis générez de nouveau cette page.`,
    ],
  };
}
