package localapi

import (
	"context"
	"strings"

	"rms/kiosk/desk"
	"rms/kiosk/desk/card"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// maxOrders is how many orders a list holds; maxSearched how many it is chosen from.
const (
	maxOrders   = 50
	maxSearched = 2000
)

type ordersQuery struct {
	Q      string `query:"q" maxLength:"128" doc:"a part of the number, the job, the company or the person"`
	Status string `query:"status" enum:"draft,pending,approved,fulfilled,closed,rejected,cancelled" doc:"one status; without it all that something can still happen to"`
}

func (s *Server) listOrders(ctx context.Context, in *ordersQuery) (OrderList, error) {
	v := s.cfg.Store.View
	var orders []rental.RentAction
	var err error
	if in.Status == "" {
		orders, err = v.OpenOrders(ctx, maxSearched)
	} else {
		orders, err = v.OrdersByStatus(ctx, maxSearched, rental.OrderStatus(in.Status))
	}
	if err != nil {
		return OrderList{}, err
	}
	st, err := s.cfg.Desk.Standing(ctx)
	if err != nil {
		return OrderList{}, err
	}
	list := OrderList{Orders: []Order{}, AsOf: int64(st.Position.AsOfMs)}
	for _, o := range orders {
		ok, err := matchesOrder(ctx, v, o, in.Q)
		if err != nil {
			return OrderList{}, err
		}
		if !ok {
			continue
		}
		if len(list.Orders) == maxOrders {
			list.More = true
			break
		}
		view, err := card.ViewOrder(ctx, v, o, s.now(), list.AsOf)
		if err != nil {
			return OrderList{}, err
		}
		list.Orders = append(list.Orders, view)
	}
	return list, nil
}

// matchesOrder reports whether an order is one that a person who types q may mean.
func matchesOrder(ctx context.Context, v store.View, o rental.RentAction, q string) (bool, error) {
	q = strings.ToLower(strings.TrimSpace(q))
	if q == "" {
		return true, nil
	}
	text := string(o.Number) + "\n" + o.Title + "\n" + o.RequesterName
	job, err := card.FindJob(ctx, v, o.ProjectID)
	if job != nil {
		text += "\n" + job.Name + "\n" + job.Company
	}
	return strings.Contains(strings.ToLower(text), q), err
}

func (s *Server) postOrder(ctx context.Context, in NewOrder) (Order, error) {
	id, err := gestureID(in.ID)
	if err != nil {
		return Order{}, err
	}
	content, err := contentOf("rent-actions", in)
	if err != nil {
		return Order{}, err
	}
	w := desk.Wish{
		Project: rental.ProjectID(in.JobID), Place: rental.PlaceID(in.PlaceID), Note: in.Note, Submit: in.Submit,
		Window: rental.Window{Start: rental.Millis(in.Start), End: rental.Millis(in.End)},
	}
	for _, l := range in.Lines {
		w.Lines = append(w.Lines, desk.WishLine{Type: rental.ItemTypeID(l.TypeID), Quantity: l.Quantity, Note: l.Note})
	}
	return s.cfg.Desk.CreateOrder(ctx, id, content, w)
}

func (s *Server) submitOrder(ctx context.Context, order string, in OrderGesture) (Order, error) {
	return s.stepOrder(ctx, order, in, rental.KindRentActionSubmit)
}

func (s *Server) cancelOrder(ctx context.Context, order string, in OrderGesture) (Order, error) {
	return s.stepOrder(ctx, order, in, rental.KindRentActionCancel)
}

func (s *Server) stepOrder(ctx context.Context, order string, in OrderGesture, step rental.Kind) (Order, error) {
	id, err := gestureID(in.ID)
	if err != nil {
		return Order{}, err
	}
	content, err := contentOf(string(step)+" "+order, in)
	if err != nil {
		return Order{}, err
	}
	return s.cfg.Desk.StepOrder(ctx, id, content, rental.RentActionID(order), step, in.Reason)
}

// maxBoard is how many rows each list of the board shows.
const maxBoard = 6

func (s *Server) today(ctx context.Context, _ *struct{}) (Today, error) {
	st, err := s.cfg.Desk.Standing(ctx)
	if err != nil {
		return Today{}, err
	}
	grace, err := card.GraceOf(ctx, s.cfg.Store.View, st.Who.SiteID)
	if err != nil {
		return Today{}, err
	}
	day, err := s.cfg.Store.Today(ctx, st.Who.SiteID, grace, rental.Millis(s.now()))
	if err != nil {
		return Today{}, err
	}
	t := Today{
		AsOf: int64(st.Position.AsOfMs), OutN: int64(len(day.Out)), BackN: int64(len(day.Back)), OverdueN: int64(len(day.Overdue)),
	}
	if t.Out, err = s.board(ctx, day.Out, leaves); err != nil {
		return Today{}, err
	}
	if t.Back, err = s.board(ctx, day.Back, comesBack); err != nil {
		return Today{}, err
	}
	t.Overdue, err = s.board(ctx, day.Overdue, comesBack)
	return t, err
}

// leaves and comesBack choose the moment and the counts that a list of the board shows.
func leaves(d store.DueOrder) (at rental.Millis, n, m int64) {
	return d.Order.Window.Start, d.EverOut, d.Requested
}

func comesBack(d store.DueOrder) (at rental.Millis, n, m int64) {
	return d.Order.Window.End, d.Returned, d.EverOut
}

func (s *Server) board(ctx context.Context, orders []store.DueOrder, of func(store.DueOrder) (rental.Millis, int64, int64)) ([]TodayOrder, error) {
	rows := []TodayOrder{}
	for _, d := range orders[:min(len(orders), maxBoard)] {
		at, n, m := of(d)
		row := TodayOrder{ID: string(d.Order.ID), Number: string(d.Order.Number), At: int64(at), N: n, M: m}
		job, err := card.FindJob(ctx, s.cfg.Store.View, d.Order.ProjectID)
		if err != nil {
			return nil, err
		}
		if job != nil {
			row.Job, row.Company = job.Name, job.Company
		}
		place, err := card.FindPlace(ctx, s.cfg.Store.View, d.Order.DestinationID)
		if err != nil {
			return nil, err
		}
		if place != nil {
			row.Place = place.Name
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (s *Server) now() int64 { return s.cfg.Now().UnixMilli() }
