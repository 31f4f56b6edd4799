import type { GuideModel } from "./model.ts";
import { code, guideText, shownText } from "./text.ts";
import type { StepWords, Words } from "./words.ts";

export const german = (model: GuideModel): Words => ({
  title: `${model.applicationName} und Google: die Schritte in der Google-Konsole`,
  intro: [
    guideText`Für das Folgende bietet Google keine unterstützte Programmierschnittstelle; deshalb macht es eine Person, ein einziges Mal, für das Projekt ${code(model.project)}. Danach wird der Client im echten Betrieb geprüft; was keine API lesen kann, wird als von Ihnen gesehen festgehalten.`,
    guideText`Vorher muss ${code(`pulumi up --stack ${model.stack}`)} einmal gelaufen sein: Es aktiviert die APIs, deren Bereiche Schritt 4 anbietet.`,
    guideText`Kopieren Sie die Werte, statt sie zu tippen: Google vergleicht Buchstabe für Buchstabe. Diese Seite enthält kein Geheimnis.`,
  ],
  labels: {
    project: "Projekt-ID",
    role: "Rolle, die Ihr Konto braucht",
    operator: "Konto, dem der Update-Lauf sie gibt",
    applicationName: "Name der App",
    supportEmail: "E-Mail-Adresse für den Nutzersupport",
    authorizedDomain: "Autorisierte Domain",
    developerEmail: "Kontaktdaten des Entwicklers",
    allScopes: "Alle fünf Bereiche, zum Einfügen auf einmal",
    nonSensitive: "Nicht vertraulicher Bereich",
    sensitive: "Bereich des Kalenders: vertraulich, wenn die Konsole es so zeigt",
    restricted: "Eingeschränkter Bereich",
    clientName: "Name",
    redirectUri: "Autorisierter Weiterleitungs-URI",
    importCommand: "1. Datei importieren",
    upCommand: "2. Client prüfen und an das ERP geben",
    attestCommand: "3. Festhalten, was Sie gesehen haben (Ihre E-Mail-Adresse anfügen)",
  },
  missing: {
    supportEmail: guideText`Nicht konfiguriert: Wählen Sie die Adresse Ihrer IT-Leitung oder Ihre eigene. Damit sie hier steht: ${code(`pulumi config set --path google.supportEmail it@example.com --stack ${model.stack}`)}`,
    developerEmail: guideText`Nicht konfiguriert: Geben Sie die Adresse Ihrer IT-Leitung ein; an sie schreibt Google, was das Projekt betrifft. Damit sie hier steht: ${code(`pulumi config set --path 'google.developerEmails[0]' it@example.com --stack ${model.stack}`)}`,
  },
  headings: { values: "Werte", screen: "Auf dem Bildschirm", traps: "Stolperfallen" },
  copying: {
    copy: "Kopieren",
    copied: "Kopiert",
    failed: "Nicht kopiert: Wert markieren und von Hand kopieren",
  },
  steps: {
    account: {
      title: "Mit dem richtigen Konto anmelden",
      link: "Das Projekt in der Google-Konsole öffnen",
      screen: [
        guideText`Melden Sie sich mit einem Konto an, das die oben genannte Rolle in diesem Projekt hat; mehr braucht es nicht. Der Update-Lauf gibt sie denen, die ${code("google.operators")} nennt.`,
        guideText`Oben steht das Projekt. Klicken Sie darauf: Seine ID muss ${code(model.project)} sein.`,
        guideText`Das Menü links heisst ${shownText("Google Auth Platform")} und hat ${shownText("Branding")}, ${shownText("Zielgruppe", "Audience")}, ${shownText("Clients")} und ${shownText("Datenzugriff", "Data Access")}: die Seiten der nächsten Schritte.`,
      ],
      traps: [
        guideText`Falsches Projekt: Ein Browser, der mehrere Google-Konten kennt, öffnet Links vielleicht mit einem anderen. Wechseln Sie das Konto oben rechts und sehen Sie dann noch einmal nach dem Projekt. Ein Client in einem anderen Projekt wird beim Import abgelehnt.`,
        guideText`Meldet die Seite fehlende Berechtigungen, so hat Ihr Konto die Rolle nicht: Wem das Projekt gehört, der gibt sie.`,
      ],
    },
    branding: {
      title: "Branding: Name, Adressen, Domain",
      link: "«Branding» öffnen",
      screen: [
        guideText`Beim ersten Mal sagt die Seite, dass die Plattform noch nicht konfiguriert ist. ${shownText("Jetzt starten", "Get started")} fragt nach Name und Support-Adresse, nach der Zielgruppe (Schritt 3), nach Kontaktdaten und nach Ihrem Einverständnis mit den Regeln von Google; ${shownText("Erstellen", "Create")} schliesst ab. Öffnen Sie danach diesen Link noch einmal für die Domain.`,
        guideText`Später ist es ein Formular: ${shownText("Name der App", "App name")}; ${shownText("E-Mail-Adresse für den Nutzersupport", "User support email")}, eine Auswahlliste; ${shownText("Autorisierte Domains", "Authorized domains")} mit ${shownText("Domain hinzufügen", "Add domain")}; ${shownText("Kontaktdaten des Entwicklers", "Developer contact information")}.`,
        guideText`${shownText("Speichern", "Save")} ganz unten. Das Logo darf leer bleiben.`,
      ],
      traps: [
        guideText`Die Domain steht für sich: ohne ${code("https://")}, ohne den eigenen Namen des ERP davor, ohne Schrägstrich.`,
        guideText`Die Support-Adresse lässt sich nur auswählen: Ihre eigene oder eine Google-Gruppe, die Sie verwalten. Für eine andere melden Sie sich mit jenem Konto an.`,
      ],
    },
    audience: audience(model),
    dataAccess: {
      title: "Datenzugriff: fünf Bereiche",
      link: "«Datenzugriff» öffnen",
      screen: [
        guideText`${shownText("Bereiche hinzufügen oder entfernen", "Add or remove scopes")} öffnet ein Fenster mit einer Tabelle von Bereichen und darunter dem Feld ${shownText("Bereiche manuell hinzufügen", "Manually add scopes")}.`,
        guideText`Fügen Sie dort alle fünf ein, ${shownText("Zur Tabelle hinzufügen", "Add to table")}, dann ${shownText("Aktualisieren", "Update")}; das Fenster schliesst sich. ${shownText("Speichern", "Save")} unten auf der Seite.`,
        guideText`Danach stehen sie auf der Seite in drei Tabellen: nicht vertraulich, vertraulich und eingeschränkt. In welche der Bereich des Kalenders gehört, zeigt diese Seite. ${code("email")} und ${code("profile")} können dort ${code(".../auth/userinfo.email")} und ${code(".../auth/userinfo.profile")} heissen.`,
      ],
      traps: [
        guideText`${shownText("Aktualisieren", "Update")} allein speichert nichts: Das tut erst ${shownText("Speichern", "Save")}.`,
        guideText`Die Tabelle enthält nur Bereiche aktivierter APIs. Fehlt Gmail oder Calendar, so führen Sie ${code(`pulumi up --stack ${model.stack}`)} aus und laden die Seite neu.`,
        guideText`Der letzte Schrägstrich von ${code("https://mail.google.com/")} gehört dazu. Engere Bereiche wie ${code("gmail.send")} lassen das ERP weder IMAP noch SMTP nutzen.`,
      ],
    },
    client: {
      title: "Client: eine Webanwendung",
      link: "«OAuth-Client-ID erstellen» öffnen",
      screen: [
        guideText`${shownText("Anwendungstyp", "Application type")} ist eine Liste: Wählen Sie ${shownText("Webanwendung", "Web application")}. Erst dann erscheinen Name und Adressen.`,
        guideText`Fügen Sie den Namen ein. Lassen Sie ${shownText("Autorisierte JavaScript-Quellen", "Authorized JavaScript origins")} leer.`,
        guideText`Unter ${shownText("Autorisierte Weiterleitungs-URIs", "Authorized redirect URIs")}: ${shownText("URI hinzufügen", "Add URI")}, den Weiterleitungs-URI einfügen, dann ${shownText("Erstellen", "Create")}. Lassen Sie das Fenster offen, das erscheint: Schritt 6 braucht es.`,
      ],
      traps: [
        guideText`Desktop statt Web: Die Datei hat dann den Schlüssel ${code("installed")} statt ${code("web")} und wird abgelehnt. Löschen Sie diesen Client und erstellen Sie einen anderen.`,
        guideText`Die Adresse bei den JavaScript-Quellen statt bei den Weiterleitungs-URIs: Jede Anmeldung scheitert dann mit ${code("redirect_uri_mismatch")}.`,
        guideText`Kein Schrägstrich am Ende, kein ${code("http://")}, kein anderer Host: Die Adresse muss genau die oben stehende sein.`,
        guideText`Google übernimmt eine Änderung der Adressen in 5 Minuten bis einigen Stunden.`,
      ],
    },
    file: {
      title: "Datei herunterladen und importieren",
      link: "«Clients» öffnen, falls das Fenster geschlossen ist",
      screen: [
        guideText`Das Fenster zeigt Client-ID und Clientschlüssel (das Geheimnis). ${shownText("JSON herunterladen", "Download JSON")} speichert ${code("client_secret_….json")}.`,
        guideText`Tippen Sie im Ordner dieses Programms die drei Befehle, mit dem Pfad vor dem Namen der Datei, wenn sie anderswo liegt. Der erste prüft die Datei und bewahrt sie verschlüsselt auf; der zweite prüft sie bei Google und gibt sie an das ERP weiter; der dritte hält unter Ihrer Adresse fest, was Sie in den Schritten 2 bis 5 gesehen haben.`,
        guideText`Löschen Sie danach die heruntergeladene Datei.`,
      ],
      traps: [
        guideText`Das Geheimnis wird nur jetzt angezeigt; später zeigt die Konsole seine letzten 4 Zeichen. Ist es verloren: ${shownText("Schlüssel hinzufügen", "Add secret")} auf der Seite des Clients. Ein Client hat höchstens zwei.`,
        guideText`Senden Sie die Datei niemandem, weder per E-Mail noch per Chat: Nur der Import braucht sie.`,
        guideText`Google löscht einen Client, den sechs Monate lang niemand benutzt hat. Sobald sich jemand über das ERP angemeldet hat, halten Sie auch das fest: ${code(`npm run modern-auth -- google attest ${model.stack} use --by`)} und Ihre Adresse.`,
      ],
    },
  },
});

function audience({ audience, stack }: GuideModel): StepWords {
  const link = "«Zielgruppe» öffnen";
  if (audience === "internal")
    return {
      title: "Zielgruppe: intern",
      link,
      screen: [
        guideText`Unter ${shownText("Nutzertyp", "User type")} muss ${shownText("Intern", "Internal")} stehen. Steht dort «Extern»: ${shownText("Als intern festlegen", "Make internal")}.`,
        guideText`Dann können sich nur Konten der Organisation anmelden, in der das Projekt liegt. Es gibt keine Überprüfung durch Google, keine Obergrenze für Nutzer und kein Ende nach 7 Tagen.`,
      ],
      traps: [
        guideText`«Intern» lässt sich nicht wählen: Das Projekt liegt in keiner Organisation (Google Workspace oder Cloud Identity). Nehmen Sie eines, das in jener des Kunden liegt; eine externe Zielgruppe kostet weit mehr.`,
        guideText`Wer sich von ausserhalb der Organisation anmeldet, erhält ${code("org_internal")}.`,
        guideText`Eine externe Zielgruppe würde kosten: die Überprüfung durch Google (etwa 10 Arbeitstage für vertrauliche Bereiche, etwa 6 Wochen für eingeschränkte wie den von Gmail), jedes Jahr eine Sicherheitsbeurteilung (CASA), und bis dahin eine Warnung und höchstens 100 neue Nutzer über das ganze Leben des Projekts.`,
        guideText`Wer Google Workspace verwaltet, muss internen Apps vielleicht den eingeschränkten Gmail-Bereich erlauben.`,
        guideText`«Extern» mit dem Status «Test» beendet jede Anmeldung nach 7 Tagen: Der E-Mail-Verkehr läuft dann eine Woche lang und bricht ab.`,
      ],
    };
  return {
    title: "Zielgruppe: extern",
    link,
    screen: [
      guideText`Unter ${shownText("Nutzertyp", "User type")} muss ${shownText("Extern", "External")} stehen.`,
      guideText`${shownText("App veröffentlichen", "Publish app")}, damit ${shownText("Veröffentlichungsstatus", "Publishing status")} auf ${shownText("In Produktion", "In production")} steht. Die Schaltfläche bleibt gesperrt, bis Branding vollständig ist; Google will dort auch Startseite und Datenschutzerklärung, auf einer Domain, die Ihnen gehört.`,
      guideText`Was eine externe Zielgruppe kostet: Google überprüft die App, etwa 10 Arbeitstage für vertrauliche Bereiche, etwa 6 Wochen für eingeschränkte wie den von Gmail, dazu jedes Jahr eine Sicherheitsbeurteilung (CASA).`,
      guideText`Bis dahin warnt Google die Nutzer, dass die App nicht überprüft ist, und höchstens 100 neue Nutzer können sie dennoch annehmen: über das ganze Leben des Projekts, ohne Zurücksetzen.`,
    ],
    traps: [
      guideText`Der Status «Test» lässt höchstens 100 aufgeführte Nutzer zu, und Zustimmung und Aktualisierungstokens enden nach 7 Tagen. Die während des Tests erteilten enden auch nach der Veröffentlichung so: Dann ist neu anzumelden.`,
      guideText`Liegt das Projekt in der Organisation des Kunden, so erspart die interne Zielgruppe das alles: ${code(`pulumi config set --path google.audience internal --stack ${stack}`)}, dann diese Seite neu schreiben.`,
    ],
  };
}
