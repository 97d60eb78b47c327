package resources

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// What authentik's AuditMiddleware and its signals write into the log of events when a client changes something.

// The modules of authentik that write events: an event's app is the module that made it.
const (
	byMiddleware = "authentik.events.middleware"
	bySignals    = "authentik.events.signals"
	byTokens     = "authentik.core.api.tokens"
)

// audit writes the event of a change. A relation is an event of users and groups only, and what authentik keeps for
// itself is none at all.
func audit(r *drf.Request, change drf.Change, row *store.Row) error {
	if change == drf.Relinked && !slices.Contains([]string{"user", "group"}, row.Table()) {
		return nil
	}
	model, kept := auditedModel(r, row)
	if !kept {
		return nil
	}
	action := "model_updated"
	switch change {
	case drf.Created:
		action = "model_created"
	case drf.Deleted:
		action = "model_deleted"
	}
	writeEvent(r, action, byMiddleware, r.Viewer, "model", factsOf(r.Tx, model, row))
	if change == drf.Deleted && row.Table() == "user" && setting(r.Tx, "gdpr_compliance") == true {
		return forgetUser(r.Tx, row)
	}
	return nil
}

// unaudited are the tables of models that the middleware ignores (IGNORED_MODELS), and of relations that are no models
// of their own.
var unaudited = profile.History[[]string]{
	{profile.Documented, append([]string{"role_permission"}, neverAudited...)}, // a relation of Django's own groups
	{managedRoles, neverAudited},
}

var neverAudited = []string{
	"event", "notification", "tenant", "permission", "content_type", "user_object_permission",
	"membership", "group_role", "user_role", "client_certificate", "user_permission",
}

// linkingModels are the models of tables that no resource shows.
var linkingModels = map[string]drf.Model{
	"parentage": {
		App: "authentik_core", Name: "groupparentagenode",
		String: func(_ *store.Tx, row *store.Row) string {
			return "Group Parentage Node from #" + drf.KeyText(row.Get("child")) + " to " + drf.KeyText(row.Get("parent"))
		},
	},
	"role_permission": {
		App: "guardian", Name: "rolemodelpermission",
		String: rolePermissionText,
	},
	"policy": expressionPolicy,
}

// auditedModel is the model of a row whose changes are events.
func auditedModel(r *drf.Request, row *store.Row) (drf.Model, bool) {
	table := row.Table()
	if slices.Contains(unaudited.In(r.Contract), table) {
		return drf.Model{}, false
	}
	if table == "role_object_permission" {
		return objectPermissionModel.In(r.Contract)(r), true
	}
	if model, linking := linkingModels[table]; linking {
		return model, true
	}
	registered := r.Site.ModelOf(row)
	return registered.Model, true
}

// objectPermissionModel is guardian's model of what a role may do with one object: first a row of the group of Django's own
// that stands behind the role.
var objectPermissionModel = profile.History[func(*drf.Request) drf.Model]{
	{profile.Documented, groupObjectPermission}, {managedRoles, roleObjectPermission},
}

func groupObjectPermission(r *drf.Request) drf.Model {
	return drf.Model{App: "guardian", Name: "groupobjectpermission", String: func(tx *store.Tx, row *store.Row) string {
		return python.Str(describeHeld(r, row)) + " | " + tx.ByPK("role", row.Get("role")).Text("name") + " | " +
			permissionRow(tx, row.Text("permission")).Text("codename")
	}}
}

func roleObjectPermission(r *drf.Request) drf.Model {
	return drf.Model{App: "guardian", Name: "roleobjectpermission", String: func(_ *store.Tx, row *store.Row) string {
		return heldText(r, "role", row)
	}}
}

// objectFacts is what an event says of an object.
type objectFacts struct {
	key              any
	app, name, model string
}

func factsOf(tx *store.Tx, model drf.Model, row *store.Row) objectFacts {
	facts := objectFacts{key: row.PK(), app: model.App, model: model.Name}
	if row.Has("name") {
		facts.name = row.Text("name")
	} else {
		facts.name = model.String(tx, row)
	}
	return facts
}

// dict has its members in the order of PostgreSQL.
func (f objectFacts) dict() *python.Dict {
	key := f.key
	if id, ok := key.(uuid.UUID); ok {
		key = hexadecimal(id)
	}
	return python.DictOf("pk", key, "app", f.app, "name", f.name, "model_name", f.model)
}

// hexadecimal is a UUID as 32 digits.
func hexadecimal(id uuid.UUID) string { return strings.ReplaceAll(id.String(), "-", "") }

// mostEvents is how many events are kept. authentik keeps them for a year; a fake that is asked to change one thing a
// hundred thousand times has to forget the oldest.
const mostEvents = 10_000

// occurrence is an event that authentik itself writes. It becomes a row when somebody asks for events.
type occurrence struct {
	action, app string
	user        objectFacts // the name is the username, the app the address of mail
	brand       objectFacts
	method      string
	client      *drf.Client
	// fact is the name of object in the context, "" for an event about none.
	fact         string
	object       objectFacts
	created, now time.Time
	// retention is the setting of how long events are kept, which is read with the event.
	retention any
}

// writeEvent adds an event about an object, or about none. user is who did it, nil for nobody.
func writeEvent(r *drf.Request, action, app string, user *store.Row, fact string, object objectFacts) {
	if user == nil {
		user = r.Tx.One("user", "username", anonymous)
	}
	brand := hostBrand(r)
	age := r.Tx.Later("event", &occurrence{
		action: action, app: app, method: r.Method, client: r.Client, fact: fact, object: object,
		user:    objectFacts{key: user.PK(), name: user.Text("username"), app: user.Text("email")},
		brand:   factsOf(r.Tx, brandModel, brand),
		created: eventTime(r), now: r.Now, retention: setting(r.Tx, "event_retention"),
	})
	if r.Client.First == 0 {
		r.Client.First = age
	}
}

// weightOfEvent is what the row of an event takes beside the texts of the request.
const weightOfEvent = 1400

// Weight is about what the event takes of memory.
func (o *occurrence) Weight() int64 {
	return weightOfEvent + int64(len(o.object.name)+len(o.client.Path)+len(o.client.Query)+len(o.client.Agent))
}

// Values are the columns of the event.
func (o *occurrence) Values(tx *store.Tx, age uint64) map[string]any {
	request := python.DictOf("args", cleansedQuery(django.ParseQuery(o.client.Query)), "path", o.client.Path,
		"method", o.method, "request_id", hexadecimal(tx.Aside(o.client.First, "request")), "user_agent", o.client.Agent)
	context := python.DictOf("http_request", request)
	if o.fact != "" { // every fact's name is shorter, and PostgreSQL sorts the members of JSON by that
		context = python.DictOf(o.fact, o.object.dict(), "http_request", request)
	}
	return map[string]any{
		"event_uuid": tx.Aside(age, "event"), "action": o.action, "app": o.app, "context": context, "client_ip": o.client.IP,
		"user":    python.DictOf("pk", o.user.key, "email", o.user.app, "username", o.user.name),
		"created": o.created, "expires": o.now.Add(eventLife(o.retention)), "brand": o.brand.dict(),
	}
}

// eventTime is the time of the next event: later than that of the one before, since events are listed by it.
func eventTime(r *drf.Request) time.Time {
	var last time.Time
	if latest, ok := r.Tx.Latest().(*occurrence); ok {
		last = latest.created
	} else if newest := r.Tx.Newest("event"); newest != nil {
		last, _ = newest.Get("created").(time.Time)
	}
	if last.Before(r.Now) {
		return r.Now
	}
	return last.Add(time.Microsecond)
}

// eventLife is how long events are kept by a setting.
func eventLife(retention any) time.Duration {
	life, _ := parseTimeDelta(retention.(string)) // what the settings take can be read
	return life
}

// sensitive are the names whose values Django keeps out of reports (SafeExceptionReporterFilter); authentik lets "passing"
// through.
var sensitive = regexp.MustCompile(`(?i)API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|HTTP_COOKIE`)

// cleansedQuery is a query as events keep it: of a parameter that came several times the last value.
func cleansedQuery(query django.Query) *python.Dict {
	args := python.NewDict()
	for _, name := range query.Names() {
		value := query.Get(name)
		if sensitive.MatchString(name) && !strings.Contains(strings.ToLower(name), "passing") {
			value = hidden
		}
		args.Set(name, value)
	}
	return args
}

// forgetUser deletes the events that a deleted user caused.
func forgetUser(tx *store.Tx, user *store.Row) error {
	for event := range tx.All("event") {
		facts, _ := event.Get("user").(*python.Dict)
		if pk, _ := facts.Get("pk"); pk == user.PK() {
			if err := tx.Delete(event); err != nil {
				return err
			}
		}
	}
	return nil
}
