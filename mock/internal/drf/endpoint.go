package drf

import (
	"net/http"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Endpoint is one address: a resource's list, one of its objects, an action of either, or a view.
type Endpoint struct {
	// Pattern is the address under /api/v3/, with {id} in place of the object's key:
	// "stages/user_write/{id}/used_by/".
	Pattern string
	// Methods lists the methods that are served, in the order of the Allow header.
	Methods []string

	resource *Compiled
	detail   bool
	action   *Action
	view     *View
	// allowed lists the methods that authentik allows, allow is the header that says so.
	allowed, allow []string
}

// AllowHeader returns the value of the Allow header. All answers share it; it must not be modified.
func (e *Endpoint) AllowHeader() []string { return e.allow }

// Endpoints returns the addresses of a resource.
func (c *Compiled) Endpoints() []Endpoint {
	object := c.Path + "/{id}/"
	var all []Endpoint
	if len(c.ListMethods) > 0 {
		all = append(all, Endpoint{Pattern: c.Path + "/", Methods: c.ListMethods, allowed: c.listAllows, resource: c})
	}
	if len(c.DetailMethods) > 0 {
		all = append(all, Endpoint{Pattern: object, Methods: c.DetailMethods, allowed: c.detailAllows, resource: c, detail: true})
	}
	for i := range c.Actions {
		action := &c.Actions[i]
		prefix := c.Path + "/"
		if action.Detail {
			prefix = object
		}
		all = append(all, Endpoint{
			Pattern: prefix + action.Name + "/", Methods: actionMethods(action.Method), allowed: actionMethods(action.Method),
			resource: c, detail: action.Detail, action: action,
		})
	}
	return all
}

// Resource returns the path of the resource or view of the address.
func (e *Endpoint) Resource() string {
	if e.view != nil {
		return e.view.Path
	}
	return e.resource.Path
}

// Endpoint returns the address of a view.
func (v View) Endpoint() Endpoint {
	methods := v.Methods
	if methods == nil {
		methods = actionMethods(http.MethodGet)
	}
	return Endpoint{Pattern: v.Path + "/", Methods: methods, allowed: methods, view: &v}
}

// Renderers returns the formats of the answer, the default first.
func (e *Endpoint) Renderers() []Renderer {
	if e.view != nil && e.view.Renderers != nil {
		return e.view.Renderers
	}
	return JSON
}

// Vary returns the request headers that the format of the answer depends on, before those that all answers
// depend on.
func (e *Endpoint) Vary() string {
	if len(e.Renderers()) > 1 {
		return "Accept"
	}
	return ""
}

// Form reports whether the address reads multipart/form-data instead of JSON.
func (e *Endpoint) Form() bool {
	return e.action != nil && e.action.Form
}

// Upload returns the uploaded file of a form, and reports whether there is one. It must be read before the
// state is locked.
func (e *Endpoint) Upload(method string, data any) (File, bool) {
	form, ok := data.(*python.Dict)
	if method != http.MethodPost || e.action == nil || e.action.Upload == "" || !ok {
		return File{}, false
	}
	sent, _ := form.Get(e.action.Upload)
	file, ok := sent.(File)
	return file, ok
}

// Prepares reports whether the method's action takes long to prepare.
func (e *Endpoint) Prepares(method string) bool {
	return e.action != nil && e.action.Method == method && e.action.Prepare != nil
}

// Preparation returns what prepares the action for the request, or the error that it ends with before that.
func (e *Endpoint) Preparation(r *Request) (prepare func() (any, error), err error) {
	if err := e.permitAction(r); err != nil {
		return nil, At(LayerPermission, err)
	}
	if err := e.readBody(r); err != nil {
		return nil, err
	}
	return func() (any, error) { return e.action.Prepare(r.Sent) }, nil
}

func actionMethods(method string) []string {
	if method == http.MethodGet {
		return []string{"GET", "HEAD", "OPTIONS"}
	}
	return []string{method, "OPTIONS"}
}

// Permit checks the class permission, which needs no look-up.
func (e *Endpoint) Permit(r *Request) error {
	switch {
	case e.view != nil:
		return e.view.permit(r)
	case e.action != nil && e.action.AllowAny:
		return nil
	case e.action != nil && e.action.Free:
		return authenticated(r)
	case e.resource.Single != nil:
		return e.resource.Single.permit(r)
	}
	return e.resource.classPermission(r, e.detail)
}

// Allow returns an error for a method that the address does not have.
func (e *Endpoint) Allow(r *Request) error {
	if slices.Contains(e.allowed, r.Method) {
		return nil
	}
	return MethodNotAllowed(r.Method)
}

// Run answers a request that Permit and Allow accepted. id is the object's key in the address.
func (e *Endpoint) Run(r *Request, id string) (*Response, error) {
	r.id = id
	switch {
	case r.Method == http.MethodOptions:
		return e.options(r)
	case e.view != nil:
		return e.view.Run(r)
	case e.action != nil:
		return e.run(r)
	case e.resource.Single != nil:
		return e.resource.single(r)
	case e.detail:
		return e.resource.detail(r)
	case r.Method == http.MethodPost:
		return e.resource.create(r)
	}
	return e.resource.list(r)
}

// run runs an action: it checks the permission, validates the body, then looks up the object, if any, with
// the action's own filters and permissions.
func (e *Endpoint) run(r *Request) (*Response, error) {
	if err := e.permitAction(r); err != nil {
		return nil, At(LayerPermission, err)
	}
	if err := e.readBody(r); err != nil {
		return nil, err
	}
	if !e.detail {
		return e.action.Run(r, nil)
	}
	row, err := e.object(r)
	if err != nil {
		return nil, At(LayerLookUp, err)
	}
	return e.action.Run(r, row)
}

// permitAction implements authentik's permission_required: a user with the permission over all objects needs
// no look-up.
func (e *Endpoint) permitAction(r *Request) error {
	if needed := e.action.Needs; needed != "" && !r.User.Has(needed) {
		row, err := e.object(r)
		if err != nil {
			return At(LayerLookUp, err)
		}
		if !r.User.HasFor(needed, row) {
			return refused(r, needed)
		}
	}
	for _, permission := range e.action.NeedsGlobal {
		if !r.User.Has(permission) {
			return refused(r, permission)
		}
	}
	return nil
}

// refused implements permission_denied of a DRF view: without credentials it requires them.
func refused(r *Request, permission string) error {
	if err := authenticated(r); err != nil {
		return err
	}
	return Lacking(permission)
}

func (e *Endpoint) readBody(r *Request) error {
	if e.action.Body == nil {
		return nil
	}
	data, err := r.Data()
	if err != nil {
		return err
	}
	r.Sent, err = r.Validate(e.action.Body, data)
	return err
}

func (e *Endpoint) object(r *Request) (row *store.Row, err error) {
	switch {
	case e.action.Unfiltered:
		row, err = e.resource.find(r)
	case e.action.Unsearched:
		row, err = e.resource.lookAmong(r, e.resource.visible)
	default:
		row, err = e.resource.look(r)
	}
	if err != nil || e.action.Free || e.action.AllowAny {
		return row, err
	}
	return row, e.resource.objectPermission(r, row)
}

func (v *View) permit(r *Request) error {
	if v.AllowAny {
		return nil
	}
	return permitted(r, v.Needs)
}

func (s *Single) permit(r *Request) error {
	if slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, r.Method) {
		return permitted(r, s.Read)
	}
	return permitted(r, s.Change)
}

// permitted implements authentik's HasPermission; without a permission it is DRF's IsAuthenticated.
func permitted(r *Request, permission string) error {
	if err := authenticated(r); err != nil {
		return err
	}
	if permission != "" && !r.User.Has(permission) {
		return Lacking(permission)
	}
	return nil
}

func authenticated(r *Request) error {
	if !r.User.Authenticated() {
		return NotAuthenticated()
	}
	return nil
}
