package resources

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The events that authentik's AuditMiddleware and its signals write into the log when a client changes
// something.

// The modules of authentik that write events. The app of an event is the module that wrote it.
const (
	byMiddleware = "authentik.events.middleware"
	bySignals    = "authentik.events.signals"
	byTokens     = "authentik.core.api.tokens"
)

// audit writes the event of a change. A changed relation is an event only for users and groups, and changes
// of internal models are not events. A new object also gets its initial permissions.
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
	writeEvent(r, action, byMiddleware, r.Viewer, fact{name: "model", object: factsOf(r.Tx, model, row)})
	if change == drf.Created {
		return grantInitially(r, model, row)
	}
	if change == drf.Deleted && row.Table() == "user" && setting(r.Tx, "gdpr_compliance") == true {
		return forgetUser(r.Tx, row)
	}
	return nil
}

// unaudited lists the tables of models that the middleware ignores (IGNORED_MODELS).
var unaudited = profile.Dated("the models whose changes are no events", profile.History[[]string]{
	{profile.Documented, profile.Source, append([]string{"role_permission"}, neverAudited...)}, // a relation of Django's own groups
	{managedRoles, profile.Source, neverAudited},
})

var neverAudited = []string{
	"event", "notification", "tenant", "permission", "content_type", "user_object_permission", "user_permission", "reputation",
}

// relations holds the tables of many-to-many relations, which have no models of their own, so that Django
// sends no signals for them.
var relations = sync.OnceValue(func() map[string]bool {
	tables := map[string]bool{}
	for _, r := range declared.resources {
		for _, f := range r.Fields {
			if f.Kind == drf.ManyRelated && !f.Through.Reverse {
				tables[f.Through.Table] = true
			}
		}
	}
	return tables
})

// linkingModels holds the models of tables that no resource shows.
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
}

// auditedModel returns the model of a row, and reports whether its changes are events.
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
	if relations()[table] {
		return drf.Model{}, false
	}
	registered := r.Site.ModelOf(row)
	return registered.Model, true
}

// objectPermissionModel is guardian's model of a role's permission over one object: first a row of the Django
// group behind the role.
var objectPermissionModel = profile.Dated("the model of a permission over an object", profile.History[func(*drf.Request) drf.Model]{
	{profile.Documented, profile.Source, groupObjectPermission}, {managedRoles, profile.Source, roleObjectPermission},
})

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

// objectFacts is the description of an object in an event.
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

// dict returns the members in the order of PostgreSQL.
func (f objectFacts) dict() *python.Dict {
	key := f.key
	if id, ok := key.(uuid.UUID); ok {
		key = hexadecimal(id)
	}
	return python.DictOf("pk", key, "app", f.app, "name", f.name, "model_name", f.model)
}

// hexadecimal returns a UUID as 32 hexadecimal digits.
func hexadecimal(id uuid.UUID) string { return strings.ReplaceAll(id.String(), "-", "") }

// mostEvents is the maximum number of events. authentik keeps them for a year; the fake deletes the oldest,
// since a test may change an object a hundred thousand times.
const mostEvents = 10_000

// occurrence is an event that authentik itself writes. It becomes a row when events are read.
type occurrence struct {
	action, app  string
	user         objectFacts // the name is the username, the app the address of mail
	brand        objectFacts
	method       string
	client       *drf.Client
	fact         fact
	created, now time.Time
	// retention is the setting of how long events are kept, which is parsed when the event is read.
	retention any
}

// fact is what an event says in addition to the request: the object that it is about.
type fact struct {
	// name is the object's name in the context, "" for an event without an object; kind is the member "type" beside
	// it, "" for none.
	name, kind string
	object     objectFacts
}

// writeEvent adds an event. user is the acting user, nil for none.
func writeEvent(r *drf.Request, action, app string, user *store.Row, about fact) {
	if user == nil {
		user = r.Tx.One("user", "username", anonymous)
	}
	brand := hostBrand(r)
	age := r.Tx.Later("event", &occurrence{
		action: action, app: app, method: r.Method, client: r.Client, fact: about,
		user:    objectFacts{key: user.PK(), name: user.Text("username"), app: user.Text("email")},
		brand:   factsOf(r.Tx, brandModel, brand),
		created: eventTime(r), now: r.Now, retention: setting(r.Tx, "event_retention"),
	})
	if r.Client.First == 0 {
		r.Client.First = age
	}
}

// weightOfEvent is the size of an event's row in bytes, without the texts of the request.
const weightOfEvent = 1400

// Weight returns the approximate memory of the event in bytes.
func (o *occurrence) Weight() int64 {
	return weightOfEvent + int64(len(o.fact.object.name)+len(o.client.Path)+len(o.client.Query)+len(o.client.Agent))
}

// Values returns the columns of the event.
func (o *occurrence) Values(tx *store.Tx, age uint64) map[string]any {
	request := python.DictOf("args", cleansedQuery(django.ParseQuery(o.client.Query)), "path", o.client.Path,
		"method", o.method, "request_id", hexadecimal(tx.Aside(o.client.First, "request")), "user_agent", o.client.Agent)
	context := python.DictOf("http_request", request)
	if o.fact.name != "" { // every fact's name is shorter, and PostgreSQL sorts the members of JSON by that
		context = python.DictOf(o.fact.name, o.fact.object.dict(), "http_request", request)
	}
	if o.fact.kind != "" { // shorter still
		context = python.DictOf("type", o.fact.kind, o.fact.name, o.fact.object.dict(), "http_request", request)
	}
	return map[string]any{
		"event_uuid": tx.Aside(age, "event"), "action": o.action, "app": o.app, "context": context, "client_ip": o.client.IP,
		"user":    python.DictOf("pk", o.user.key, "email", o.user.app, "username", o.user.name),
		"created": o.created, "expires": eventEnd(o.now, o.retention), "brand": o.brand.dict(),
	}
}

// eventTime returns the time of the next event: later than that of the previous one, since events are sorted
// by it.
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

// eventEnd returns when an event expires that is written now, by the setting for its retention. Where Python's times end,
// authentik fails to write events; the fake keeps them to the last of its years.
func eventEnd(now time.Time, retention any) time.Time {
	life, _ := parseTimeDelta(retention.(string)) // what the settings take can be read
	if end, err := life.After(now); err == nil {
		return end
	}
	return time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
}

// sensitive matches the names whose values Django hides in reports (SafeExceptionReporterFilter); authentik
// excepts "passing".
var sensitive = regexp.MustCompile(`(?i)API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|HTTP_COOKIE`)

// cleansedQuery returns a query as events store it: the last value of each parameter.
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
