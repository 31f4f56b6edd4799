import type { GuideModel } from "./model.ts";
import { code, guideText, shownText } from "./text.ts";
import type { StepWords, Words } from "./words.ts";

export const english = (model: GuideModel): Words => ({
  title: `${model.applicationName} and Google: the steps in the Google console`,
  intro: [
    guideText`Google has no supported API for what follows, so a person does it, once, for the project ${code(model.project)}. Afterwards the client is proven live; what no API can read is recorded as seen by you.`,
    guideText`Before you start, ${code(`pulumi up --stack ${model.stack}`)} must have run once: it enables the APIs whose scopes step 4 offers.`,
    guideText`Copy the values instead of typing them: Google compares letter by letter. This page holds no secret.`,
  ],
  labels: {
    project: "Project id",
    role: "Role that your account needs",
    operator: "Account that the update gives it to",
    applicationName: "App name",
    supportEmail: "User support email",
    authorizedDomain: "Authorized domain",
    developerEmail: "Developer contact information",
    allScopes: "All five scopes, to paste at once",
    nonSensitive: "Non-sensitive scope",
    sensitive: "Scope of the calendar: sensitive, if the console says so",
    restricted: "Restricted scope",
    clientName: "Name",
    redirectUri: "Authorized redirect URI",
    importCommand: "1. Import the file",
    upCommand: "2. Prove the client, and give it to the ERP",
    attestCommand: "3. Record what you saw (add your e-mail address)",
  },
  missing: {
    supportEmail: guideText`Not configured: choose the address of your IT manager, or your own. To have it stand here: ${code(`pulumi config set --path google.supportEmail it@example.com --stack ${model.stack}`)}`,
    developerEmail: guideText`Not configured: enter the address of your IT manager, whom Google will write to about the project. To have it stand here: ${code(`pulumi config set --path 'google.developerEmails[0]' it@example.com --stack ${model.stack}`)}`,
  },
  headings: { values: "Values", screen: "On the screen", traps: "Watch out" },
  copying: { copy: "Copy", copied: "Copied", failed: "Not copied: select the value and copy it by hand" },
  steps: {
    account: {
      title: "Sign in with the right account",
      link: "Open the project in the Google console",
      screen: [
        guideText`Sign in with an account that has the role above in this project; it needs no other. The update gives it to whom ${code("google.operators")} names.`,
        guideText`At the top stands the project. Click on it: its id must be ${code(model.project)}.`,
        guideText`The menu on the left is headed ${shownText("Google Auth Platform")} and has ${shownText("Branding")}, ${shownText("Audience")}, ${shownText("Clients")} and ${shownText("Data Access")}: the pages of the next steps.`,
      ],
      traps: [
        guideText`Wrong project: a browser that knows several Google accounts may open links with another one. Change the account at the top right, then look at the project again. A client in another project is refused by the import.`,
        guideText`If the page says that permissions are missing, your account does not have the role: the owner of the project gives it.`,
      ],
    },
    branding: {
      title: "Branding: name, addresses, domain",
      link: "Open “Branding”",
      screen: [
        guideText`The first time, the page says that the platform is not configured yet. ${shownText("Get started")} asks for app name and user support email, for the audience (step 3), for contact information and for your agreement to Google's rules; ${shownText("Create")} ends it. Then open this link again for the domain.`,
        guideText`Later it is one form: ${shownText("App name")}; ${shownText("User support email")}, a list to choose from; ${shownText("Authorized domains")} with ${shownText("Add domain")}; ${shownText("Developer contact information")}.`,
        guideText`${shownText("Save")} at the bottom. The logo may stay empty.`,
      ],
      traps: [
        guideText`The domain stands alone: without ${code("https://")}, without the ERP's own name before it, without a slash.`,
        guideText`The support address can only be chosen: your own, or a Google group that you manage. For another one, sign in with that account.`,
      ],
    },
    audience: audience(model),
    dataAccess: {
      title: "Data access: five scopes",
      link: "Open “Data Access”",
      screen: [
        guideText`${shownText("Add or remove scopes")} opens a panel with a table of scopes and, below it, the box ${shownText("Manually add scopes")}.`,
        guideText`Paste all five there, ${shownText("Add to table")}, then ${shownText("Update")}; the panel closes. ${shownText("Save")} at the bottom of the page.`,
        guideText`Afterwards the page lists them in three tables, non-sensitive, sensitive and restricted. The class of the calendar's scope is what this page shows. ${code("email")} and ${code("profile")} may stand there as ${code(".../auth/userinfo.email")} and ${code(".../auth/userinfo.profile")}.`,
      ],
      traps: [
        guideText`${shownText("Update")} alone saves nothing: ${shownText("Save")} does.`,
        guideText`The table has the scopes of enabled APIs only. If Gmail or Calendar is missing, run ${code(`pulumi up --stack ${model.stack}`)} and load the page again.`,
        guideText`The last slash of ${code("https://mail.google.com/")} belongs to it. Narrower scopes such as ${code("gmail.send")} do not let the ERP use IMAP and SMTP.`,
      ],
    },
    client: {
      title: "Client: a web application",
      link: "Open “Create OAuth client ID”",
      screen: [
        guideText`${shownText("Application type")} is a list: choose ${shownText("Web application")}. Only then name and addresses appear.`,
        guideText`Paste the name. Leave ${shownText("Authorized JavaScript origins")} empty.`,
        guideText`Under ${shownText("Authorized redirect URIs")}: ${shownText("Add URI")}, paste the redirect URI, then ${shownText("Create")}. Leave the window that opens as it is: step 6 is in it.`,
      ],
      traps: [
        guideText`Desktop instead of web: the file then has the key ${code("installed")} instead of ${code("web")} and is refused. Delete that client and create another one.`,
        guideText`The address under JavaScript origins instead of redirect URIs: every sign-in then fails with ${code("redirect_uri_mismatch")}.`,
        guideText`No slash at the end, no ${code("http://")}, no other host: the address must be exactly the one above.`,
        guideText`Google takes a change of the addresses in 5 minutes to a few hours.`,
      ],
    },
    file: {
      title: "Download the file and import it",
      link: "Open “Clients”, if the window is closed",
      screen: [
        guideText`The window shows client ID and client secret. ${shownText("Download JSON")} saves ${code("client_secret_….json")}.`,
        guideText`In the folder of this program type the three commands, with the path before the file's name if it lies elsewhere. The first checks the file and keeps it encrypted; the second proves it at Google and passes it on to the ERP; the third records, under your address, what you saw in steps 2 to 5.`,
        guideText`Then delete the downloaded file.`,
      ],
      traps: [
        guideText`The secret is shown now and never again; later the console shows its last 4 characters. If it is lost: ${shownText("Add secret")} on the client's page. A client has at most two.`,
        guideText`Send the file to nobody, neither by mail nor by chat: only the import needs it.`,
        guideText`Google deletes a client that nobody has used for six months. Once somebody has signed in through the ERP, record that, too: ${code(`npm run modern-auth -- google attest ${model.stack} use --by`)} and your address.`,
      ],
    },
  },
});

function audience({ audience, stack }: GuideModel): StepWords {
  const link = "Open “Audience”";
  if (audience === "internal")
    return {
      title: "Audience: Internal",
      link,
      screen: [
        guideText`Under ${shownText("User type")} must stand ${shownText("Internal")}. If it is External: ${shownText("Make internal")}.`,
        guideText`Only accounts of the organisation that the project lies in can then sign in. There is no verification by Google, no limit of users and no end after 7 days.`,
      ],
      traps: [
        guideText`Internal cannot be chosen: the project does not lie in an organisation (Google Workspace or Cloud Identity). Take one that lies in the customer's; External costs far more.`,
        guideText`Whoever signs in from outside the organisation gets ${code("org_internal")}.`,
        guideText`External would cost: Google's verification (about 10 business days for sensitive scopes, about 6 weeks for restricted ones such as Gmail's), a security assessment (CASA) every year, and until then a warning and at most 100 new users for the project's whole life.`,
        guideText`The administrator of Google Workspace may have to allow internal apps the restricted Gmail scope.`,
        guideText`External with the status Testing ends every sign-in after 7 days: mail then works for a week and stops.`,
      ],
    };
  return {
    title: "Audience: External",
    link,
    screen: [
      guideText`Under ${shownText("User type")} must stand ${shownText("External")}.`,
      guideText`${shownText("Publish app")}, so that ${shownText("Publishing status")} becomes ${shownText("In production")}. The button stays disabled until Branding is complete; Google also wants home page and privacy policy there, on a domain that is yours.`,
      guideText`What External costs: Google verifies the app, about 10 business days for sensitive scopes, about 6 weeks for restricted ones such as Gmail's, with a security assessment (CASA) every year.`,
      guideText`Until then users see a warning that the app is not verified, and at most 100 new users can accept it: for the project's whole life, without a reset.`,
    ],
    traps: [
      guideText`Testing admits at most 100 listed users, and consent and refresh tokens end after 7 days. Those made during Testing still end then after publishing: sign in again.`,
      guideText`If the project lies in the customer's own organisation, Internal spares all of this: ${code(`pulumi config set --path google.audience internal --stack ${stack}`)}, then write this page again.`,
    ],
  };
}
