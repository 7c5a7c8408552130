-- 1
select Country, FirstName, LastName, spent, place
from (select c.Country, c.FirstName, c.LastName, t.spent, rank() over (partition by c.Country order by t.spent desc) as place
      from Customer c join (select CustomerId, sum(Total) as spent from Invoice group by CustomerId) t using (CustomerId))
where place <= 3
order by Country, place, LastName;

-- 2
with by_month as (select substr(InvoiceDate, 1, 7) as month, sum(Total) as sales from Invoice group by 1)
select month, sales, (select sum(sales) from by_month b where b.month <= a.month) as "so far" from by_month a order by month;

-- 3
with by_month as (select substr(InvoiceDate, 1, 7) as month, sum(Total) as sales from Invoice group by 1)
select month, sales, avg(sales) over (order by month rows 2 preceding) as average from by_month order by month;

-- 4
with by_year as (
  select e.EmployeeId, e.FirstName || ' ' || e.LastName as agent, substr(i.InvoiceDate, 1, 4) as year, sum(i.Total) as sales
  from Employee e join Customer c on c.SupportRepId = e.EmployeeId join Invoice i on i.CustomerId = c.CustomerId
  group by 1, 3)
select this.agent, this.year, this.sales, that.sales as "year before", this.sales - that.sales as more
from by_year this left join by_year that on that.EmployeeId = this.EmployeeId and that.year + 1 = this.year + 0
order by this.agent, this.year;

-- 5
with months as (select distinct substr(InvoiceDate, 1, 7) as month from Invoice)
select month from months
where month not in (
  select substr(InvoiceDate, 1, 7) from Invoice
  where InvoiceId in (
    select InvoiceId from InvoiceLine
    where TrackId in (select TrackId from Track where GenreId = (select GenreId from Genre where Name = 'Opera'))))
order by 1;

-- 6
with ranked as (
  select BillingCountry, Total, row_number() over (partition by BillingCountry order by Total) as place,
         row_number() over (partition by BillingCountry order by Total desc) as from_behind,
         count(*) over (partition by BillingCountry) as among
  from Invoice)
select BillingCountry, avg(Total) as median, among as invoices
from ranked where place in ((among + 1) / 2, among / 2 + 1)
group by BillingCountry order by 1;

-- 7
with averages as (select BillingCountry, avg(Total) as average from Invoice group by 1)
select i.InvoiceId, i.BillingCountry, i.InvoiceDate, i.Total, a.average
from Invoice i join averages a using (BillingCountry)
where i.Total > 2 * a.average
order by i.Total desc, i.InvoiceId limit 20;

-- 8
select g.Name, sum(l.UnitPrice * l.Quantity) as sales,
       100 * sum(l.UnitPrice * l.Quantity) / (select sum(UnitPrice * Quantity) from InvoiceLine) as percent
from Genre g join Track t using (GenreId) join InvoiceLine l using (TrackId)
group by g.GenreId order by 2 desc, 1;

-- 9
select case strftime('%w', InvoiceDate) when '0' then 'Sunday' when '1' then 'Monday' when '2' then 'Tuesday' when '3' then 'Wednesday'
         when '4' then 'Thursday' when '5' then 'Friday' when '6' then 'Saturday' end as day,
       count(*) as invoices, sum(Total) as sales
from Invoice group by 1 order by strftime('%w', InvoiceDate);
