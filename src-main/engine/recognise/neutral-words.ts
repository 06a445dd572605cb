/**
 * Words that do not tell one condition from another: states and severities (they change while the condition stays), words
 * for a thing being there or gone, and the small words and courtesies of alert mails in English, German and Persian. In
 * plain form (see plain-form.ts).
 */
import { toPlainForm } from './plain-form.ts';

const states =
  'up down ok okay critical crit warning warn unknown unreachable reachable info information informational notice minor major severe severity ' +
  'emergency emerg disaster fatal error errors err alert alerts alarm alarms fail fails failed failing failure failures firing fired resolved resolve ' +
  'triggered trigger recovered recovery recovers recovering restored cleared clear clears normal normally normalized abnormal returned returns back again ' +
  'online offline available unavailable responding respond responds responded alive dead healthy unhealthy lost connected disconnected ' +
  'started stopped running active inactive optimal good bad degraded exceeded exceeds exceeding exceed above high higher threshold limit ' +
  'problem problems issue issues incident incidents acknowledged acknowledgement acknowledge ack solved fixed repaired reset lasted gone ended end over closed open ' +
  'successful successfully success succeeded red green yellow orange amber raised active state status changed change changes transition ' +
  'downtime downtimestart downtimeend downtimecancelled downtimeremoved flapping flappingstart flappingstop flappingend flappingdisabled ' +
  'maintenance scheduled planned custom ' +
  'sev severity priority urgent urgency important';

const small =
  'a an the is are was were be been being has have had having do does did will would can could may might should shall must not no nor and or but if ' +
  'then than that this these those there here it its he they we you your our my his their i me us them of in on at to for from by with without within ' +
  'into onto via as per about after before during since until till while when where which who whom whose what why how all any each every some none both ' +
  'more most less least very too also just only still already yet now currently current soon once please thank thanks dear hello hi regards sincerely ' +
  'kind best cheers team sir madam click see view visit read following follows details detail ' +
  'notify notified day days hour hours minute minutes seconds week weeks month months year years ' +
  'am pm utc gmt cet cest previously duration elapsed ago seen sent received generated ' +
  'automatically automatic automated created updated update occurred happened detected reported logged began was takes took taken remains remain remained ' +
  'reason cause caused because due action actions required needed necessary recommended attention immediately re fw fwd aw wg so however ' +
  'longer anymore had came come comes went go goes going become became becomes seems like yes n/a na';

const german =
  'der die das den dem des ein eine einer eines einem einen ist sind war waren wurde wurden wird werden hat haben hatte nicht kein keine und oder aber wenn ' +
  'dann als auf an am im in ins zu zum zur von vom für mit ohne bei nach vor seit bis über unter um aus durch sich es er sie wir ihr ihre unser bitte danke ' +
  'sehr geehrte geehrter damen herren hallo guten tag mit freundlichen grüßen gruß wieder nun jetzt auch noch nur bereits mehr uhr datum dauer ' +
  'fehler fehlgeschlagen fehlerhaft störung gestört ausfall ausgefallen erreichbar verfügbar behoben gelöst erfolgreich kritisch warnung achtung ' +
  'hinweis normal problem zustand wiederhergestellt verloren gestoppt gestartet läuft überschritten schwellwert';

const persian =
  'از به در با که این ان را و یا اما اگر تا برای بر روی هم نیز پس پیش است هست نیست بود نبود شد شده نشد نشده شود می شوند کرد کرده گردید گردیده باشد ' +
  'دارد ندارد داد دهد نمی میدهد نمیدهد میباشد لطفا سلام با احترام مدیر محترم تاریخ ساعت دقیقه ثانیه روز مدت ' +
  'هشدار اخطار بحرانی حیاتی اضطراری خطا خطای عادی نرمال مشکل اختلال برطرف رفع حل دوباره مجدد مجددا قطع وصل برقرار متصل فعال غیرفعال دسترس خارج ناموفق موفق ' +
  'موفقیت وضعیت شدت اولویت اعلان اطلاع اطلاعیه';

/** French, Spanish and Russian: states and the small words around them. */
const others =
  'les est sont à aux pour par dans avec sur ce cette de alerte alarme critique majeur majeure mineur avertissement état statut problème ' +
  'rétabli rétablie rétablissement retabli retablissement probleme etat resolu résolu résolue retour normale normal panne arrêté arrêtée échec erreur disponible indisponible injoignable ' +
  'los ha por para con alerta crítica crítico caído caída recuperado recuperada resuelto restablecido estado problema aviso ' +
  'в на с и не по до от за к авария проблема решено решена восстановление восстановлен восстановлена доступен недоступен доступна недоступна критическая ' +
  'критический высокая средняя низкая состояние статус важность норме снова';

/** Two names of one thing's two states. */
const pairs =
  'linkdown linkup ifdown ifup if-mib::linkdown if-mib::linkup asserted deasserted notready ready established idle entwarnung normbereich netzausfall ' +
  'normalbetrieb batteriebetrieb unterbrochen vorhanden gehend kommend';

export const neutralWords: ReadonlySet<string> = new Set(
  toPlainForm(`${states} ${small} ${german} ${persian} ${others} ${pairs}`).split(/\s+/u),
);
